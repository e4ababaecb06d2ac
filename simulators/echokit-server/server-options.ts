/** What a stand-in is started with, and what that makes of it. */
import type { Millis } from '../../core/units.ts';
import type { ConnectionView } from './connection.ts';
import type { Engines, SpeechJudge } from './engines.ts';
import type { Faults } from './faults.ts';
import { withFaults } from './faulty-engines.ts';
import type { ServerMode } from './hold-conversation.ts';
import { Bursts, type ScriptedAnswer } from './scripted-talk.ts';
import { createServicesEngines } from './services-engines.ts';

export interface EchokitServerOptions {
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  /** Default: loopback only. */
  readonly host?: string;
  /** Who hears, thinks and speaks: the address of OpenAI-shaped services (`simulators/services`), or engines. */
  readonly services?: string | Engines;
  /** Instead of services: fixed answers, without listening to what is said. */
  readonly answer?: ScriptedAnswer;
  /** Makes the speech model of one session. Default: loud is speech. */
  readonly speech?: () => SpeechJudge;
  /** What `hello_wav` names: the bytes of the file. */
  readonly hello?: Uint8Array;
  /** Names as in `faults.ts`. */
  readonly faults?: readonly string[];
  /** The model's name, which steers the stand-in LLM. Default: none. */
  readonly model?: string;
  /** Default `cooper`, a voice of the stand-in services. */
  readonly speaker?: string;
  /** System prompt. Default: none. */
  readonly system?: string;
  /** Turns that the model remembers. Default 10. */
  readonly history?: number;
  /** Where record mode writes. Default: a folder of its own that goes with the server. */
  readonly recordFolder?: string;
  readonly recordCallbackUrl?: string;
  /** Default 60 s. */
  readonly recordIdleMs?: Millis;
  /** False: what is sent is not kept, as long loads want it. */
  readonly keepsSent?: boolean;
  /** Every message of every chat socket as it comes, before it is dealt with. */
  readonly onMessage?: (message: Uint8Array | string, connection: ConnectionView) => void;
}

/** Which kind of server the faults ask for. */
export function modeOf({ plain }: Faults): ServerMode {
  const isGemini = plain.has('gemini') || plain.has('gemini-live');
  const isClaude = plain.has('choices') || plain.has('choices-tool') || plain.has('choices-question');
  return {
    kind: isGemini ? 'gemini' : isClaude ? 'claude' : 'whisper',
    style: plain.has('gemini-live') ? 'live' : plain.has('gemini') ? 'whole' : 'segments',
    knowsStreamAsr: !plain.has('no-stream-asr'),
    asks: plain.has('choices-tool') ? 'tool' : plain.has('choices-question') ? 'question' : 'nothing',
  };
}

/** Who answers: engines, or nobody but a script. @throws unless there is exactly one of them */
export function mindOf(
  { services, answer, model = '', speaker = 'cooper' }: EchokitServerOptions,
  faults: Faults,
): Engines | Bursts {
  if (services === undefined && answer !== undefined) {
    const [fault] = faults.plain;
    if (fault !== undefined) throw new Error(`fault "${fault}" has no use with a scripted answer`);
    return new Bursts(answer);
  }
  if (services === undefined || answer !== undefined) {
    throw new Error('an EchoKit server needs either services or a scripted answer');
  }
  if (typeof services !== 'string') return withFaults(services, faults);
  const url = services.replace(/\/+$/, '');
  return withFaults(createServicesEngines({ url, model, speaker }), faults);
}
