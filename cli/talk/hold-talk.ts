/** The conversation core of the Talk page, on Node's threads and clock, from the first frame to the last turn's end. */
import type { Hertz, Millis } from '../../core/units.ts';
import { answerRateOf } from '../../app/engines/playback-rate.ts';
import { createEngines } from '../../app/engines/create-engines.ts';
import { readSileroAssets } from '../../models/model-files.ts';
import type { ConversationEvent, TalkPhase, TurnView } from '../../workers/conversation-api.ts';
import { Conversation, type ConversationOptions } from '../../workers/conversation/conversation.ts';
import { workerHost } from '../../workers/conversation/host.ts';
import { Ears } from '../../workers/hearing/ears.ts';
import { createEnergyModel } from '../../workers/vad/energy-model.ts';
import { createOrtSilero } from '../../workers/vad/ort-silero.ts';
import type { Recording } from '../vad-recording.ts';
import { startTapePlayer } from './tape-player.ts';
import type { TalkOptions } from './talk-options.ts';
import { playMicrophone } from './wav-microphone.ts';

export interface HeldTalk {
  /** Oldest first, as they were in the end. */
  readonly turns: readonly TurnView[];
  /** Codes of what a server made known beside its turns, in order. */
  readonly notices: readonly string[];
  /** Wall instant of the microphone's first sample. */
  readonly microphoneAt: Millis;
  /** What was played, from about then on. */
  readonly tape: Float32Array;
  readonly tapeRate: Hertz;
}

/** After the recording, and after the last turn: a reply that is still to come begins within this. */
const quietMs: Millis = 2500;
/** A server that must be asked again and again answers within this, or will not. */
const patienceMs: Millis = 120_000;

const isOver = ({ status }: TurnView): boolean =>
  status !== 'open' && status !== 'thinking' && status !== 'speaking';

/**
 * Runs in real time; resolves when everything was said, or nothing more comes.
 * @param servers who talks with servers that answer; absent for a pipeline
 */
export async function holdTalk(
  { profile, keys, texts }: Pick<TalkOptions, 'profile' | 'keys' | 'texts'>,
  recording: Recording,
  servers?: ConversationOptions['servers'],
): Promise<HeldTalk> {
  const turns = new Map<number, TurnView>();
  const notices: string[] = [];
  let phase: TalkPhase = 'idle';
  let lastNews = performance.now();
  const onEvent = (event: ConversationEvent): void => {
    if (event.type === 'turn') turns.set(event.turn.id, event.turn);
    if (event.type === 'phase') phase = event.phase;
    if (event.type === 'notice') notices.push(event.notice.code);
    if (event.type === 'turn' || event.type === 'phase') lastNews = performance.now();
  };

  const conversation = new Conversation({
    host: workerHost,
    connectPage: () => {
      throw new Error('there is no page here');
    },
    createEngines: (config) => createEngines(config.profile, { keys: config.keys }),
    ...(servers === undefined ? {} : { servers }),
  });
  const ears = new Ears({
    now: () => workerHost.now(),
    loadModel: (version) => createOrtSilero({ version, ...readSileroAssets(version) }),
    fallbackModel: () => createEnergyModel(),
    breathe: () => new Promise((resolve) => setTimeout(resolve)),
  });
  const tapeRate = answerRateOf(profile);
  const heard = new MessageChannel();
  const captured = new MessageChannel();
  await ears.load(profile.vadModel, () => undefined);
  const { onsetThreshold, offsetThreshold } = profile.turn;
  ears.setReflex({ mode: 'on', onsetThreshold, offsetThreshold });

  const player = startTapePlayer(tapeRate);
  conversation.connect(heard.port2, player.conversation, tapeRate, onEvent);
  ears.connect(heard.port1, player.ears);
  conversation.configure({ profile, keys, debug: false });
  conversation.begin([], { greet: false, firstTurnId: 1 });
  ears.listen(captured.port2);
  const microphone = playMicrophone(recording, captured.port1);

  const waiting = [...texts];
  let sentAt = performance.now();
  const isQuiet = (): boolean =>
    [...turns.values()].every(isOver) && (phase === 'listening' || phase === 'trouble' || phase === 'idle');
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now();
      const sinceNews = now - Math.max(lastNews, sentAt);
      const next = isQuiet() && sinceNews > quietMs / 5 && microphone.isOver() ? waiting.shift() : undefined;
      if (next !== undefined) {
        sentAt = now;
        conversation.sendText(next);
      }
      const isDone = microphone.isOver() && waiting.length === 0 && isQuiet() && sinceNews > quietMs;
      if (!isDone && sinceNews < patienceMs) return;
      clearInterval(timer);
      resolve();
    }, 50);
  });

  microphone.stop();
  conversation.end();
  conversation.configure({ profile: withoutServer(profile), keys: {}, debug: false });
  const tape = player.tape();
  player.stop();
  for (const port of [heard.port1, heard.port2, captured.port1, captured.port2]) port.close();
  return {
    turns: [...turns.values()].sort((a, b) => a.id - b.id),
    notices,
    microphoneAt: microphone.startedAt,
    tape,
    tapeRate,
  };
}

/** The engines in place of the server close its line. */
function withoutServer(profile: TalkOptions['profile']): TalkOptions['profile'] {
  const { server: _, ...rest } = profile;
  return rest;
}
