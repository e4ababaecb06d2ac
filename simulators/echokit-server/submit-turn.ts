/**
 * A conversation in which the client says where an utterance ends: without `stream_asr`, on servers before 0.3.2, and in
 * Gemini's modes. Source: sheet `echokit.md` 4.3, 4.6.
 */
import { assertNever } from '../../core/assert.ts';
import { gateSpeech, type SpeechGate } from './speech-gate.ts';
import { send, type TurnCommand, type TurnEvent, type TurnMachine, type TurnStep } from './turn-step.ts';

/**
 * `whisper`: audio counts from the end of the previous turn on, StartChat is optional, and what the speech model never
 * took for speech is nothing. `gemini`: from StartChat on, nothing is judged, and a Text is not echoed.
 */
type SubmitKind = 'whisper' | 'gemini';

export type SubmitTurn = {
  readonly kind: SubmitKind;
  /** Never reset: speech that was on when a turn ended is on when the next one begins. */
  readonly gate: SpeechGate;
  readonly attempt: number;
} & (
  | {
      readonly phase: 'hearing';
      /** Speech was on, or nobody asks. */ readonly heard: boolean;
      readonly started: boolean;
    }
  | { readonly phase: 'recognising' }
  | { readonly phase: 'answering' }
);

type Hearing = Extract<SubmitTurn, { phase: 'hearing' }>;

export const submitMachine = (kind: SubmitKind): TurnMachine<SubmitTurn> => ({
  begin: ({ gate }) => ({ state: hearing({ kind, gate, attempt: 0 }), effects: [] }),
  step: stepSubmitTurn,
  readsMessages: ({ phase }) => phase === 'hearing',
});

function stepSubmitTurn(turn: SubmitTurn, event: TurnEvent): TurnStep<SubmitTurn> {
  switch (turn.phase) {
    case 'hearing':
      return whileHearing(turn, event);
    case 'recognising':
      if (event.type !== 'transcript' || event.attempt !== turn.attempt) return same(turn);
      return say(turn, event.text, true);
    case 'answering':
      return event.type === 'answered' ? nothingMore(turn) : same(turn);
    default:
      return assertNever(turn);
  }
}

function whileHearing(turn: Hearing, event: TurnEvent): TurnStep<SubmitTurn> {
  const isGemini = turn.kind === 'gemini';
  switch (event.type) {
    case 'audio':
      if (isGemini && !turn.started) return same(turn);
      return { state: turn, effects: [{ type: 'keep-audio', judge: !isGemini }] };
    case 'window': {
      const gate = gateSpeech(turn.gate, event.probability);
      return { state: { ...turn, gate, heard: turn.heard || gate.inSpeech }, effects: [] };
    }
    case 'command':
      return obey(turn, event.command);
    case 'transcript':
    case 'answer-began':
    case 'answered':
      return same(turn);
  }
}

function obey(turn: Hearing, command: TurnCommand): TurnStep<SubmitTurn> {
  const isGemini = turn.kind === 'gemini';
  switch (command.event) {
    case 'StartChat':
      if (!isGemini) return same(turn);
      return { state: { ...turn, started: true }, effects: [{ type: 'forget-audio' }] };
    case 'Submit': {
      // Gemini is told of an end of nothing, and says nothing.
      if (isGemini && !turn.started) return same(turn);
      if (!isGemini && !turn.heard) return nothingMore(turn);
      const attempt = turn.attempt + 1;
      return {
        state: { kind: turn.kind, gate: turn.gate, attempt, phase: 'recognising' },
        effects: [{ type: 'recognise', attempt }],
      };
    }
    case 'Text':
      return say(turn, command.input, !isGemini);
    case 'Select':
      return same(turn);
  }
}

function say(turn: SubmitTurn, text: string, isEchoed: boolean): TurnStep<SubmitTurn> {
  if (text === '') return nothingMore(turn);
  const { kind, gate, attempt } = turn;
  return {
    state: { kind, gate, attempt, phase: 'answering' },
    effects: [
      { type: 'forget-audio' },
      ...(isEchoed ? [send({ event: 'ASR', text })] : []),
      { type: 'answer', text },
    ],
  };
}

const nothingMore = (turn: SubmitTurn): TurnStep<SubmitTurn> => ({
  state: hearing(turn),
  effects: [{ type: 'forget-audio' }, send({ event: 'EndResponse' })],
});

const hearing = ({ kind, gate, attempt }: Pick<SubmitTurn, 'kind' | 'gate' | 'attempt'>): Hearing => ({
  kind,
  gate,
  attempt,
  phase: 'hearing',
  heard: false,
  started: false,
});

const same = (state: SubmitTurn): TurnStep<SubmitTurn> => ({ state, effects: [] });
