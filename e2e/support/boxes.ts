/** Simulated boxes at a real companion: what they hear, and what their loudspeakers played. */
import { decodePcm16, float32ToInt16, int16ToFloat32 } from '../../core/audio/pcm.ts';
import { resample } from '../../core/audio/resampler.ts';
import type { Millis } from '../../core/units.ts';
import { readSileroAssets } from '../../models/model-files.ts';
import type { BoxLogEntry, BoxSummary } from '../../simulators/box/box-log.ts';
import type { BoxVersion } from '../../simulators/box/firmware.ts';
import type { PlayedSound } from '../../simulators/box/loudspeaker.ts';
import { dialWebSocket } from '../../simulators/box/node/ws-link.ts';
import { createSimulatedBox } from '../../simulators/box/simulated-box.ts';
import { Tape } from '../../simulators/box/tape.ts';
import { speak } from '../../simulators/services/tts/voice.ts';
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
}

/** Boots, and is switched on with K0 once it is connected. */
export async function startBox({
  server,
  id,
  version,
  says,
  interrupts,
  restMs = usualRestMs,
}: BoxPlan): Promise<BoxAtCompanion> {
  const silero = await createOrtSilero({ version: 'v6', ...readSileroAssets('v6') });
  const stream = silero.createStream();
  const tape = new Tape(
    joined(
      says.map((text) => clipSaying(text).samples),
      restMs,
    ),
  );
  const log: BoxLogEntry[] = [];
  const played: PlayedSound[] = [];
  const messages: Uint8Array[] = [];
  let replies = 0;
  const box = await createSimulatedBox({
    server,
    id,
    version,
    dial: dialWebSocket,
    microphone: (state) => tape.read(state === 'listening' || state === 'submitting'),
    detectSpeech: (frame) => stream.process(frame),
    onPlayed: (sound) => played.push(sound),
    onMessage: (payload) => {
      if (typeof payload !== 'string') messages.push(payload);
    },
    onLog: (entry) => {
      log.push(entry);
      if (entry.kind !== 'state' || !entry.entered) return;
      if (entry.state === 'idle') setTimeout(() => box.press('k0'), 300);
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

function joined(clips: readonly Float32Array[], restMs: Millis): Float32Array {
  const rest = (restMs * boxRate) / 1000;
  const whole = new Float32Array(clips.reduce((sum, clip) => sum + clip.length + rest, rest));
  let at = rest;
  for (const clip of clips) {
    whole.set(clip, at);
    at += clip.length + rest;
  }
  return whole;
}

/** How alike a segment is to what the stand-in voice says for its text, after the best alignment. */
export function likenessToVoice({ text, samples }: PlayedSound, voiceRate = 24_000): number {
  const bytes = speak(text, { speaker: 'cooper', sampleRate: voiceRate, speed: 1 });
  const said = resample(decodePcm16(bytes), voiceRate, boxRate);
  // What was played may be longer by a packet's rest, which is silence.
  const heard = int16ToFloat32(samples);
  return align(heard, int16ToFloat32(float32ToInt16(said))).correlation;
}

/** The end of a box's log, for the message of a test that fails. */
export const tellLog = ({ log }: BoxAtCompanion): string =>
  log
    .slice(-40)
    .map((entry) => JSON.stringify(entry))
    .join('\n');
