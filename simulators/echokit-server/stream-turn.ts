/**
 * A conversation with `stream_asr=true`: the server finds the end of an utterance. Source: sheet `echokit.md` 4.1.
 *
 *     waiting ──StartChat──▶ hearing ──silence, Text, Submit──▶ settling ──▶ answering ──▶ waiting
 *
 * Everything is counted in audio received. Each part of the utterance with enough speech starts a recognition of all
 * audio so far, beside which the listening goes on; its result is told as partial only once a further part has ended.
 */
import { assertNever } from '../../core/assert.ts';
import type { Millis } from '../../core/units.ts';
import { closedGate, gateSpeech, type SpeechGate } from './speech-gate.ts';
import {
  send,
  type TurnCommand,
  type TurnEffect,
  type TurnEvent,
  type TurnMachine,
  type TurnStep,
} from './turn-step.ts';

/** `min_speech_duration_ms`. */
const leastSpeechMs: Millis = 400;
/** `hangover_ms`: more than that without speech ends the turn, at its start too. */
const hangoverMs: Millis = 500;

type Recognition =
  | { readonly state: 'none' }
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly text: string };

/** What the utterance came to, told once the running recognition is over. */
type Outcome =
  | { readonly kind: 'transcript' }
  | { readonly kind: 'text'; readonly text: string }
  /** Submit during an utterance: upstream's error. */
  | { readonly kind: 'broken' };

export type StreamTurn = { readonly gate: SpeechGate; readonly attempt: number } & (
  | { readonly phase: 'waiting' }
  | {
      readonly phase: 'hearing';
      /** Since the last part ended; pauses within are not counted, and do not reset it. */
      readonly speechMs: Millis;
      readonly silenceMs: Millis;
      readonly recognition: Recognition;
    }
  | { readonly phase: 'settling'; readonly outcome: Outcome }
  | { readonly phase: 'answering' }
  /** Nothing is read any more until another socket comes. */
  | { readonly phase: 'dead' }
);

type Hearing = Extract<StreamTurn, { phase: 'hearing' }>;

export const streamMachine: TurnMachine<StreamTurn> = {
  // StartChat resets the gate, so that nothing of the former socket's is heard.
  begin: ({ gate }) => ({ state: { phase: 'waiting', gate, attempt: 0 }, effects: [] }),
  step: stepStreamTurn,
  readsMessages: ({ phase }) => phase === 'waiting' || phase === 'hearing',
};

function stepStreamTurn(turn: StreamTurn, event: TurnEvent): TurnStep<StreamTurn> {
  switch (turn.phase) {
    case 'waiting':
      return event.type === 'command' ? whileWaiting(turn, event.command) : same(turn);
    case 'hearing':
      return whileHearing(turn, event);
    case 'settling':
      if (event.type !== 'transcript' || event.attempt !== turn.attempt) return same(turn);
      return finish(turn, turn.outcome, event.text);
    case 'answering':
      if (event.type !== 'answered') return same(turn);
      return { state: { ...base(turn), phase: 'waiting' }, effects: [send({ event: 'EndResponse' })] };
    case 'dead':
      return same(turn);
    default:
      return assertNever(turn);
  }
}

function whileWaiting(turn: StreamTurn, command: TurnCommand): TurnStep<StreamTurn> {
  switch (command.event) {
    case 'StartChat':
      return {
        state: hearing({ gate: closedGate, attempt: turn.attempt }, { state: 'none' }),
        effects: [{ type: 'forget-audio' }, { type: 'reset-speech-model' }],
      };
    case 'Text':
      return say(turn, command.input);
    case 'Submit':
    case 'Select':
      return { state: turn, effects: [send({ event: 'EndResponse' })] };
  }
}

function whileHearing(turn: Hearing, event: TurnEvent): TurnStep<StreamTurn> {
  switch (event.type) {
    case 'audio':
      return { state: turn, effects: [{ type: 'keep-audio', judge: true }] };
    case 'window':
      return hearWindow(turn, event.probability, event.ms);
    case 'command':
      if (event.command.event === 'Submit') return settle(turn, { kind: 'broken' });
      if (event.command.event !== 'Text') return same(turn);
      // An empty text counts as none: what was understood so far is the result.
      return settle(
        turn,
        event.command.input === '' ? { kind: 'transcript' } : { kind: 'text', text: event.command.input },
      );
    case 'transcript':
      if (event.attempt !== turn.attempt || turn.recognition.state !== 'running') return same(turn);
      return { state: { ...turn, recognition: { state: 'done', text: event.text } }, effects: [] };
    case 'answer-began':
    case 'answered':
      return same(turn);
  }
}

function hearWindow(turn: Hearing, probability: number, ms: Millis): TurnStep<StreamTurn> {
  const gate = gateSpeech(turn.gate, probability);
  if (gate.inSpeech) {
    return { state: { ...turn, gate, speechMs: turn.speechMs + ms, silenceMs: 0 }, effects: [] };
  }
  const heard: Hearing = { ...turn, gate, silenceMs: turn.silenceMs + ms };
  if (heard.speechMs > leastSpeechMs) return partEnded(heard);
  if (heard.speechMs === leastSpeechMs || heard.silenceMs > hangoverMs) {
    return settle(heard, { kind: 'transcript' });
  }
  return { state: heard, effects: [] };
}

function partEnded(turn: Hearing): TurnStep<StreamTurn> {
  const { recognition } = turn;
  const attempt = turn.attempt + 1;
  const effects: TurnEffect[] = [{ type: 'skip-windows' }];
  if (recognition.state === 'running') effects.push({ type: 'cancel-recognition' });
  if (recognition.state === 'done' && recognition.text !== '') {
    effects.push(send({ event: 'ASR', text: recognition.text }));
  }
  effects.push({ type: 'recognise', attempt });
  return { state: hearing({ gate: turn.gate, attempt }, { state: 'running' }), effects };
}

function settle(turn: Hearing, outcome: Outcome): TurnStep<StreamTurn> {
  const { recognition } = turn;
  if (recognition.state === 'running') {
    return {
      state: { ...base(turn), phase: 'settling', outcome },
      effects: [{ type: 'skip-windows' }],
    };
  }
  const { state, effects } = finish(turn, outcome, recognition.state === 'done' ? recognition.text : '');
  return { state, effects: [{ type: 'skip-windows' }, ...effects] };
}

function finish(turn: StreamTurn, outcome: Outcome, transcript: string): TurnStep<StreamTurn> {
  const endVad = send({ event: 'EndVad' });
  const forget: TurnEffect = { type: 'forget-audio' };
  if (outcome.kind === 'broken') {
    return {
      state: { ...base(turn), phase: 'dead' },
      effects: [forget, endVad, send({ event: 'EndResponse' })],
    };
  }
  const { state, effects } = say(turn, outcome.kind === 'text' ? outcome.text : transcript);
  return { state, effects: [forget, endVad, ...effects] };
}

function say(turn: StreamTurn, text: string): TurnStep<StreamTurn> {
  if (text === '') {
    return { state: { ...base(turn), phase: 'waiting' }, effects: [send({ event: 'EndResponse' })] };
  }
  return {
    state: { ...base(turn), phase: 'answering' },
    effects: [send({ event: 'ASR', text }), { type: 'answer', text }],
  };
}

const base = ({ gate, attempt }: StreamTurn) => ({ gate, attempt });
const hearing = (from: { gate: SpeechGate; attempt: number }, recognition: Recognition): Hearing => ({
  ...from,
  phase: 'hearing',
  speechMs: 0,
  silenceMs: 0,
  recognition,
});
const same = (state: StreamTurn): TurnStep<StreamTurn> => ({ state, effects: [] });
