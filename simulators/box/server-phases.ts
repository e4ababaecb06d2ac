/** What a server's events do to the box. Source: sheet `echokit.md` 4.8 and 4.9. */
import type { KnownServerEvent } from '../../core/echokit/server-event.ts';
import {
  change,
  emit,
  endTurn,
  enter,
  firmwareOf,
  ignoreEvent,
  listen,
  show,
  violate,
  type Draft,
} from './draft.ts';
import { addHello, endHello, startHello } from './greeting.ts';
import { afterSpeech, beginSegment, countSamples, endSegment, isHolding } from './pace.ts';
import { joinSamples, samplesOfBytes } from './pcm.ts';
import { noteUnderstood } from './utterance.ts';

export function takeSaid(draft: Draft, said: KnownServerEvent): void {
  const { phase } = draft.state;
  if (phase.name === 'listening') change(draft, { phase: { ...phase, quietSince: draft.at } });
  switch (said.event) {
    case 'HelloStart':
      return startHello(draft);
    case 'HelloChunk':
      return addHello(draft, said.data);
    case 'HelloEnd':
      return endHello(draft);
    case 'ASR':
      return noteUnderstood(draft);
    case 'Action':
      return show(draft, said.action);
    case 'StartAudio':
      return startAudio(draft, said.text);
    case 'AudioChunk':
      return takeBytes(draft, said.data, 0);
    case 'AudioChunkWithVowel':
      return takeBytes(draft, said.data, said.vowel);
    case 'AudioChunki16':
      if (isSpeaking(draft)) takeSamples(draft, said.data, said.vowel ?? 0);
      return;
    case 'EndAudio':
      return endAudio(draft);
    case 'EndVad':
      return endVad(draft);
    case 'EndResponse':
      return endResponse(draft);
    case 'Choices':
      if (said.items.length === 0) return ignoreEvent(draft, 'Choices', 'there is nothing to choose from');
      return enter(draft, { name: 'choices', items: said.items, selected: 0 }, said.message);
    case 'HasNotification':
      return notify(draft);
    case 'DisplayText':
    case 'StartVideo':
    case 'EndVideo':
    case 'BGStart':
    case 'BGChunk':
    case 'BGEnd':
    case 'InitSetting':
      return;
  }
}

export function notify(draft: Draft): void {
  if (draft.state.phase.name === 'idle') show(draft, 'Notification');
}

/** Samples of a segment, decoded if need be. */
export function takeSamples(draft: Draft, samples: Int16Array, vowel: number): void {
  const { phase } = draft.state;
  if (phase.name !== 'speaking') return;
  const pace = countSamples(draft.state.pace, samples.length);
  change(draft, { pace });
  if (isHolding(pace)) change(draft, { phase: { ...phase, held: [...phase.held, samples] } });
  else emit(draft, { type: 'play', samples, vowel });
}

export function finishSegment(draft: Draft): void {
  const { phase } = draft.state;
  if (phase.name === 'speaking' && phase.segment === 'draining')
    change(draft, { phase: { ...phase, segment: 'played' } });
}

function startAudio(draft: Draft, text: string): void {
  const { phase, pace, segments } = draft.state;
  const { name } = phase;
  if (firmwareOf(draft).isStrict && (name === 'submitting' || name === 'idle' || name === 'choices')) {
    violate(draft, 'start-audio-ignored', `StartAudio came while the box was ${name}, so nothing is heard`);
    return change(draft, { isDropping: true });
  }
  const next = beginSegment(pace, draft.at);
  change(draft, { isDropping: false, pace: next, segments: segments + 1 });
  emit(draft, { type: 'begin-segment', segment: segments + 1, text });
  // What is held of a segment that got no end is played with the next one.
  const { held, voice } = phase.name === 'speaking' ? phase : { held: [], voice: [] };
  const speaking = { name: 'speaking', segment: 'open', held, voice } as const;
  const screen = `${next.ratio === null ? '' : `[${next.ratio.toFixed(2)}x]|`}Speaking...`;
  if (name === 'speaking') {
    change(draft, { phase: speaking });
    show(draft, screen);
  } else enter(draft, speaking, screen);
}

function takeBytes(draft: Draft, data: Uint8Array, vowel: number): void {
  if (!isSpeaking(draft)) return;
  if (firmwareOf(draft).audio === 'opus') emit(draft, { type: 'decode-packet', packet: data, vowel });
  else takeSamples(draft, samplesOfBytes(data), vowel);
}

function isSpeaking(draft: Draft): boolean {
  const { phase, isDropping } = draft.state;
  if (phase.name === 'speaking') return true;
  if (!isDropping)
    violate(draft, 'audio-outside-speaking', `audio came while the box was ${phase.name}, and is dropped`);
  change(draft, { isDropping: true });
  return false;
}

function endAudio(draft: Draft): void {
  const { phase } = draft.state;
  if (phase.name !== 'speaking') return ignoreEvent(draft, 'EndAudio', `the box was ${phase.name}`);
  if (phase.held.length > 0) emit(draft, { type: 'play', samples: joinSamples(phase.held), vowel: null });
  const pace = endSegment(draft.state.pace, draft.at);
  change(draft, { pace, phase: { ...phase, segment: 'draining', held: [] } });
  if (pace.ratio !== null) show(draft, `[${pace.ratio.toFixed(2)}x]|Speaking...`);
  emit(draft, { type: 'end-segment' });
}

function endVad(draft: Draft): void {
  const { phase, pace } = draft.state;
  const accepted = firmwareOf(draft).isStrict
    ? phase.name === 'submitting'
    : phase.name === 'listening' || phase.name === 'speaking';
  if (!accepted) return ignoreEvent(draft, 'EndVad', `the box was ${phase.name}`);
  change(draft, { pace: afterSpeech(pace, draft.at) });
  enter(draft, { name: 'waiting' }, 'Waiting...');
}

function endResponse(draft: Draft): void {
  const { phase } = draft.state;
  change(draft, { isDropping: false });
  if (firmwareOf(draft).isStrict && phase.name === 'idle')
    return ignoreEvent(draft, 'EndResponse', 'the box was idle');
  if (phase.name === 'speaking' && phase.held.length > 0)
    ignoreEvent(draft, 'AudioChunk', 'a segment was held and its EndAudio never came');
  endTurn(draft, 'ended');
  listen(draft);
}
