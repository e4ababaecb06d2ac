/** From the microphone to the server: what is sent of speech, and when. Source: sheet `echokit.md` 4.8. */
import { heardRate, millisToSamples, type Millis, type Samples } from '../../core/units.ts';
import type { Utterance } from './box-state.ts';
import {
  change,
  emit,
  endTurn,
  enter,
  firmwareOf,
  listen,
  reconnect,
  show,
  tell,
  trySend,
  violate,
  type Draft,
} from './draft.ts';
import { hearChunk, onsetOf } from './ear.ts';
import { afterSpeech } from './pace.ts';

/** What fits one frame: 0.512 s. */
const uplinkFrameSamples: Samples = 8192;
/** Less of an utterance is not sent; boxes that find its end by themselves want more. */
const leastCaptured = { server: millisToSamples(300, heardRate), box: millisToSamples(500, heardRate) };
/** So much audio without an ASR event, and the box gives up. */
const unansweredSamples: Samples = millisToSamples(10_000, heardRate);
/** Without any event while Listening. */
const idleAfterMs: Millis = 300_000;

const freshUtterance: Utterance = { isStarted: false, captured: 0, buffered: [], isUnderstood: false };

export function takeChunk(draft: Draft, chunk: Int16Array, probability: number): void {
  const { phase } = draft.state;
  if (phase.name === 'off' || phase.name === 'booting') return;
  const { ear, change: heard } = hearChunk(draft.state.ear, chunk, probability);
  change(draft, { ear });
  switch (phase.name) {
    case 'listening':
      if (phase.utterance !== null) return goOn(draft, phase.utterance, chunk, heard === 'end');
      if (heard === 'onset') return begin(draft, ear.recent);
      // Somebody was speaking before it listened: what they said till then is gone.
      if (ear.isSpeech && ear.isVoiced) return begin(draft, [chunk]);
      if (draft.at - phase.quietSince >= idleAfterMs) fallIdle(draft);
      return;
    case 'submitting':
      return goOn(draft, phase.utterance, chunk, false);
    case 'speaking':
      return overReply(draft, phase, heard === 'onset' ? onsetOf(ear) : ear.isVoiced ? [chunk] : []);
    case 'reconnecting':
      if (phase.voice !== null) change(draft, { phase: { ...phase, voice: [...phase.voice, chunk] } });
      return;
    default:
  }
}

/** After a voice interrupt: the new socket stands, and all that was heard goes out as one frame. */
export function beginAfterInterrupt(draft: Draft, voice: readonly Int16Array[]): void {
  listen(draft);
  const started = startChat(draft, { ...freshUtterance, buffered: voice, captured: samplesIn(voice) });
  if (started === null) return;
  emit(draft, { type: 'clear-loudspeaker' });
  sendIfDue(draft, started);
}

export function noteUnderstood(draft: Draft): void {
  const { phase } = draft.state;
  if (phase.name !== 'listening' && phase.name !== 'submitting') return;
  show(draft, 'ASR');
  if (phase.utterance !== null) keep(draft, { ...phase.utterance, isUnderstood: true });
}

/** Into Idle with a Close, by K0 or after a long silence. A link that is lost already is none of its cares. */
export function fallIdle(draft: Draft): void {
  if (draft.state.link === 'open') emit(draft, { type: 'close-link' });
  change(draft, { link: 'none' });
  enter(draft, { name: 'idle' }, 'Idle');
}

function begin(draft: Draft, preRoll: readonly Int16Array[]): void {
  show(draft, 'Listening...');
  let utterance: Utterance | null = freshUtterance;
  if (firmwareOf(draft).endOfSpeech === 'server') utterance = startChat(draft, utterance);
  for (const chunk of preRoll) if (utterance !== null) utterance = add(draft, utterance, chunk);
}

function goOn(draft: Draft, utterance: Utterance, chunk: Int16Array, isOver: boolean): void {
  const grown = add(draft, utterance, chunk);
  if (grown === null) return;
  if (firmwareOf(draft).endOfSpeech === 'box') {
    if (isOver) submit(draft, grown);
  } else if (grown.captured > unansweredSamples && !grown.isUnderstood) giveUp(draft);
}

/** Null: the box has rebooted. */
function add(draft: Draft, utterance: Utterance, chunk: Int16Array): Utterance | null {
  return sendIfDue(draft, {
    ...utterance,
    captured: utterance.captured + chunk.length,
    buffered: [...utterance.buffered, chunk],
  });
}

function sendIfDue(draft: Draft, utterance: Utterance): Utterance | null {
  const { endOfSpeech } = firmwareOf(draft);
  const isDue =
    samplesIn(utterance.buffered) >= uplinkFrameSamples && utterance.captured > leastCaptured[endOfSpeech];
  if (!isDue) return keep(draft, utterance);
  const started = utterance.isStarted ? utterance : startChat(draft, utterance);
  if (started === null || !trySend(draft, { type: 'send-audio', chunks: started.buffered })) return null;
  return keep(draft, { ...started, buffered: [] });
}

function startChat(draft: Draft, utterance: Utterance): Utterance | null {
  if (!trySend(draft, { type: 'send-command', command: { event: 'StartChat' } })) return null;
  change(draft, { isTurnOpen: true });
  tell(draft, { type: 'turn', outcome: 'started' });
  const started = { ...utterance, isStarted: true };
  if (firmwareOf(draft).isStrict) enter(draft, { name: 'submitting', utterance: started }, 'Listening...');
  else show(draft, 'Listening...');
  return keep(draft, started);
}

function keep(draft: Draft, utterance: Utterance): Utterance {
  const { phase } = draft.state;
  if (phase.name === 'submitting') change(draft, { phase: { ...phase, utterance } });
  if (phase.name === 'listening') change(draft, { phase: { ...phase, utterance, quietSince: draft.at } });
  return utterance;
}

/** The tail goes out with Submit; too little speech is forgotten. */
function submit(draft: Draft, utterance: Utterance): void {
  if (!utterance.isStarted) return listen(draft);
  const { buffered } = utterance;
  if (buffered.length > 0 && !trySend(draft, { type: 'send-audio', chunks: buffered })) return;
  if (!trySend(draft, { type: 'send-command', command: { event: 'Submit' } })) return;
  change(draft, { pace: afterSpeech(draft.state.pace, draft.at) });
  enter(draft, { name: 'waiting' }, 'Waiting...');
}

function giveUp(draft: Draft): void {
  violate(draft, 'no-asr', 'no ASR came for 10 s of audio, and the box gave the turn up');
  endTurn(draft, 'given-up');
  listen(draft);
}

function overReply(
  draft: Draft,
  phase: Extract<Draft['state']['phase'], { name: 'speaking' }>,
  voiced: readonly Int16Array[],
): void {
  const { interruptMs } = firmwareOf(draft);
  if (interruptMs === null || !draft.state.isVoiceInterruptOn) return;
  const voice = draft.state.ear.isSpeech ? [...phase.voice, ...voiced] : [];
  if (samplesIn(voice) <= millisToSamples(interruptMs, heardRate)) {
    if (voice.length !== phase.voice.length) change(draft, { phase: { ...phase, voice } });
    return;
  }
  tell(draft, { type: 'interrupted', by: 'voice' });
  endTurn(draft, 'interrupted');
  reconnect(draft, voice);
}

const samplesIn = (chunks: readonly Int16Array[]): Samples =>
  chunks.reduce((sum, chunk) => sum + chunk.length, 0);
