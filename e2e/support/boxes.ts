/** Simulated boxes at a real companion: what they hear, and what their loudspeakers played. */
import { float32ToInt16, int16ToFloat32 } from '../../core/audio/pcm.ts';
import type { Millis } from '../../core/units.ts';
import { readSileroAssets } from '../../models/model-files.ts';
import type { BoxLogEntry, BoxSummary } from '../../simulators/box/box-log.ts';
import type { BoxVersion } from '../../simulators/box/firmware.ts';
import type { PlayedSound } from '../../simulators/box/loudspeaker.ts';
import { dialWebSocket } from '../../simulators/box/node/ws-link.ts';
import { createSimulatedBox } from '../../simulators/box/simulated-box.ts';
import { Tape } from '../../simulators/box/tape.ts';
import { createOrtSilero } from '../../workers/vad/ort-silero.ts';
import { align } from './recordings.ts';
import { clipSaying } from './stage.ts';

const boxRate = 16_000;
const usualRestMs: Millis = 1800;

export interface BoxAtCompanion {
  readonly log: readonly BoxLogEntry[];
  readonly played: readonly PlayedSound[];
  /** Every binary message, as it came. */
  readonly messages: readonly Uint8Array[];
  readonly summary: BoxSummary;
  readonly state: string;
  press(): void;
  stop(): Promise<void>;
}

export interface BoxPlan {
  /** `ws://host:port/box/{token}`, or an EchoKit server's. */
  readonly server: string;
  readonly id: string;
  readonly version: BoxVersion;
  /** One after the other, each while the box listens. */
  readonly says: readonly string[];
  /** K0 is pressed in the middle of this reply, counted from 1. */
  readonly interrupts?: number;
  /** Silence before each and after the last. */
  readonly restMs?: Millis;
  /** Each is said only when the box listens anew: however late an answer is, nothing is said into its waiting. */
  readonly waitsForAnswers?: boolean;
}

/** Boots, and is switched on with K0 once it is connected. */
export async function startBox({
  server,
  id,
  version,
  says,
  interrupts,
  restMs = usualRestMs,
  waitsForAnswers = false,
}: BoxPlan): Promise<BoxAtCompanion> {
  const silero = await createOrtSilero({ version: 'v6', ...readSileroAssets('v6') });
  const stream = silero.createStream();
  const rest = new Float32Array((restMs * boxRate) / 1000);
  const clips = says.map((text) => joined([rest, clipSaying(text).samples]));
  const tapes = waitsForAnswers ? clips.map((clip) => new Tape(clip)) : [new Tape(joined([...clips, rest]))];
  let tape: Tape | undefined = waitsForAnswers ? undefined : tapes[0];
  const log: BoxLogEntry[] = [];
  const played: PlayedSound[] = [];
  const messages: Uint8Array[] = [];
  let replies = 0;
  const box = await createSimulatedBox({
    server,
    id,
    version,
    dial: dialWebSocket,
    microphone: (state) => tape?.read(state === 'listening' || state === 'submitting') ?? null,
    detectSpeech: (frame) => stream.process(frame),
    onPlayed: (sound) => played.push(sound),
    onMessage: (payload) => {
      if (typeof payload !== 'string') messages.push(payload);
    },
    onLog: (entry) => {
      log.push(entry);
      if (entry.kind !== 'state' || !entry.entered) return;
      if (entry.state === 'idle') setTimeout(() => box.press('k0'), 300);
      if (entry.state === 'listening' && waitsForAnswers) tape = tapes.shift();
      if (entry.state !== 'speaking') return;
      replies += 1;
      if (replies === interrupts) setTimeout(() => box.press('k0'), 400);
    },
  });
  box.powerOn();
  return {
    log,
    played,
    messages,
    get summary() {
      return box.summary;
    },
    get state() {
      return box.state;
    },
    press: () => box.press('k0'),
    async stop() {
      box.stop();
      stream.close();
      await silero.close();
    },
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** How alike a segment is to the likest of what the voice made of its text, after the best alignment. */
export function likeness({ samples }: PlayedSound, made: readonly Float32Array[]): number {
  // What was played may be longer by a packet's rest, which is silence.
  const heard = int16ToFloat32(samples);
  return Math.max(0, ...made.map((one) => align(heard, int16ToFloat32(float32ToInt16(one))).correlation));
}

/** The end of a box's log, for the message of a test that fails. */
export const tellLog = ({ log }: BoxAtCompanion): string =>
  log
    .slice(-40)
    .map((entry) => JSON.stringify(entry))
    .join('\n');
