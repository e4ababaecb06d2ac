/**
 * Who answers, behind one interface: our own engines, an EchoKit server, a Realtime server. The {@link Conversation} owns
 * what they share (ports, detector, player, timeline) and hands frames and commands to the one that is set up.
 */
import type { TurnSettings } from '../../core/profile/profile.ts';
import type { TalkPhase } from '../../core/turn/talk-phase.ts';
import type { VoiceNow } from '../../core/turn/turn-event.ts';
import type { Millis, Samples } from '../../core/units.ts';
import type { SegmenterEvent } from '../../core/vad/streaming-segmenter.ts';
import type { ConversationConfig, ConversationEvent, PastTurn } from '../conversation-api.ts';
import type { BenchMarkName } from '../vad-api.ts';
import type { FrameLog } from './frame-log.ts';
import type { Host } from './host.ts';
import type { Limits } from './limits.ts';
import type { MouthNews } from './mouth.ts';
import type { PlayerMouth } from './player-mouth.ts';
import type { TurnBook } from './turn-book.ts';
import type { RecordedSide } from './turn-endings.ts';
import type { UtteranceKeeper } from './utterance-keeper.ts';

/** One judged frame, with what the detector makes of the voice in it. */
export interface HeardFrame {
  /** Wall instant at which it is told. */
  readonly at: Millis;
  /** Place on the heard clock of its first sample, and just past its last. */
  readonly start: Samples;
  readonly end: Samples;
  /** 512 at 16 kHz, [-1, 1]. Not to be kept or changed: copy what is needed, or cut it from the keeper later. */
  readonly samples: Float32Array;
  /** The open segment; null where nobody speaks, and while muted or not listening. */
  readonly voice: VoiceNow | null;
  /** What the segmenter told with this frame, in order. */
  readonly segments: readonly SegmenterEvent[];
  /** The reflex of the VAD worker lowered the reply with this frame: `restore` it, or stop it. */
  readonly ducked: boolean;
}

/** What a backend gets from the conversation around it. */
export interface BackendTools {
  readonly host: Host;
  readonly limits: Limits;
  /** What the page is shown of turns: changed entries are shown after each call into the backend, or after `show`. */
  readonly book: TurnBook;
  readonly keeper: UtteranceKeeper;
  readonly log: FrameLog;
  readonly mouth: () => PlayerMouth;
  readonly settings: () => TurnSettings;
  /** Ends the detector's open segment: the turn was ended by other means. */
  readonly endSegment: () => void;
  /** What was changed outside a call into the backend (a socket's message, a timer) is to be shown. */
  readonly show: () => void;
  /** Who has the floor, for the page. */
  readonly setPhase: (phase: TalkPhase, at: Millis) => void;
  readonly mark: (name: BenchMarkName, at: Millis) => void;
  readonly recorded: (side: RecordedSide) => void;
  readonly emit: (event: ConversationEvent) => void;
}

export interface Backend {
  /** Takes effect at once; also before anything else. */
  configure(config: ConversationConfig): void;
  /** Takes up a conversation; whatever was under way is over. Turns are numbered upwards from `firstTurn`. */
  begin(past: readonly PastTurn[], options: { readonly greet: boolean; readonly firstTurn: number }): void;
  /** Stops listening and speaking; every turn is closed. */
  end(): void;
  /** Between {@link begin} and {@link end}. */
  readonly isOn: boolean;
  /** On, and not muted: what the microphone hears counts. */
  readonly isListening: boolean;
  /** Turns that were begun have lower numbers. */
  readonly nextTurn: number;
  hear(frame: HeardFrame): void;
  /** Frames stopped coming. */
  captureLost(at: Millis): void;
  hearMouth(news: MouthNews): void;
  /** A reply that was being heard ends here. */
  changePlayer(mouth: PlayerMouth): void;
  sendText(text: string): void;
  pressTalk(): void;
  releaseTalk(): void;
  setMuted(muted: boolean): void;
  interrupt(): void;
  /** @returns whether it did */
  retry(turn: number): boolean;
  /** The answer to choices. */
  select(index: number): void;
  /** The person wants a line that was given up to be dialled again. */
  reconnect?(): void;
  /** Another backend takes its place: sockets are closed, timers called off. */
  close(): void;
}

export type BackendKind = 'pipeline' | 'echokit' | 'realtime';
export type CreateBackend = (tools: BackendTools) => Backend;
