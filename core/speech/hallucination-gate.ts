/**
 * Decides whether what a recogniser wrote was said. What the VAD knows comes first, the recogniser's own measures
 * next, the text last; lists of well-known inventions count only where the evidence for a voice is weak.
 * Order and numbers: sheet `providers.md` section 2.6.
 */
import type { Millis } from '../units.ts';
import { knownInvention } from './hallucination-phrases.ts';
import { plainText, plainWords } from './plain-words.ts';
import { findRepetition } from './repetition.ts';
import { estimateSpeechMs } from './spoken-weight.ts';
import { hasLetterOrDigit, isCjk } from './text-weights.ts';

/** What the VAD knows about an utterance. Levels in dBFS, RMS. */
export interface VoiceFacts {
  /** Time judged as speech. */
  readonly voicedMs: Millis;
  /** Speech probability over the judged speech frames, 0 to 1. */
  readonly meanProbability: number;
  readonly maxProbability: number;
  readonly speechDb: number;
  readonly noiseDb: number;
  /** Length of what was sent, with pre-roll and pauses, where known. */
  readonly clipMs?: Millis;
}

/** What some recognisers say about their own text. */
export interface TranscriptMeasures {
  readonly noSpeechProbability?: number;
  readonly averageLogProbability?: number;
  readonly compressionRatio?: number;
}

export interface GateInput extends TranscriptMeasures {
  readonly text: string;
  readonly voice: VoiceFacts;
  /** The prompt the recogniser got; it sometimes writes it back. */
  readonly prompt?: string;
}

export type DropReason =
  | 'silence' /** hardly any sound */
  | 'too-short' /** hardly any voice */
  | 'no-speech' /** the recogniser itself doubts that there was speech */
  | 'empty' /** no word */
  | 'bracketed' /** a description of sounds: (music), ♪ … ♪ */
  | 'repetition'
  | 'prompt-echo'
  | 'too-much-text' /** more words than the voiced time can hold */
  | 'invention'; /** a well-known one, on weak evidence */

export type GateVerdict =
  { readonly verdict: 'keep' } | { readonly verdict: 'drop'; readonly reason: DropReason };

export interface GateLimits {
  /** Speech quieter than this is silence, unless it stands out clearly. RMS 0.0025 of full scale. */
  readonly silenceDb: number;
  readonly shortestVoicedMs: Millis;
  /** Below this much voice a lone "you" or "Thank you." is not believed. */
  readonly courtesyVoicedMs: Millis;
  readonly noSpeechProbability: number;
  readonly averageLogProbability: number;
  readonly compressionRatio: number;
  /** The same 1 to `repeatedWords` words this often in a row are a loop. */
  readonly repeatedTimes: number;
  readonly repeatedWords: number;
}

export const defaultGateLimits: GateLimits = {
  silenceDb: -52,
  shortestVoicedMs: 250,
  courtesyVoicedMs: 600,
  noSpeechProbability: 0.6,
  averageLogProbability: -1,
  compressionRatio: 2.4,
  repeatedTimes: 4,
  repeatedWords: 4,
};

const keep: GateVerdict = { verdict: 'keep' };
const drop = (reason: DropReason): GateVerdict => ({ verdict: 'drop', reason });

/** Before anything is sent: is there a voice worth recognising? */
export function gateUtterance(voice: VoiceFacts, limits: GateLimits = defaultGateLimits): GateVerdict {
  if (voice.voicedMs < limits.shortestVoicedMs) return drop('too-short');
  return voice.speechDb < limits.silenceDb && !standsOut(voice) ? drop('silence') : keep;
}

/** After recognition. Does not repeat {@link gateUtterance}: a person who pressed the button may speak as briefly as they like. */
export function gateTranscript(input: GateInput, limits: GateLimits = defaultGateLimits): GateVerdict {
  const { text, voice } = input;
  if (voice.speechDb < limits.silenceDb && !standsOut(voice)) return drop('silence');
  if (deniesSpeech(input, limits)) return drop('no-speech');
  if ((input.compressionRatio ?? 0) > limits.compressionRatio) return drop('repetition');
  if (!hasLetterOrDigit(text)) return drop('empty');
  if (isBracketed(text)) return drop('bracketed');
  if (isLoop(text, voice, limits)) return drop('repetition');
  if (input.prompt !== undefined && echoesPrompt(text, input.prompt)) return drop('prompt-echo');
  if (holdsTooMuch(text, voice)) return drop('too-much-text');
  const invention = knownInvention(text);
  if (invention === 'courtesy' && voice.voicedMs < limits.courtesyVoicedMs) return drop('invention');
  if (invention === 'credits' && isWeak(input)) return drop('invention');
  return keep;
}

/** Decibels over the noise from which a quiet voice is one all the same. */
const clearDb = 12;
const sureProbability = 0.9;

/** A quiet microphone in a quiet room: low level, but no doubt about the voice. */
function standsOut(voice: VoiceFacts): boolean {
  return voice.maxProbability >= sureProbability && voice.speechDb - voice.noiseDb >= clearDb;
}

function deniesSpeech(measures: TranscriptMeasures, limits: GateLimits): boolean {
  const { noSpeechProbability, averageLogProbability } = measures;
  if (noSpeechProbability === undefined || averageLogProbability === undefined) return false;
  return (
    noSpeechProbability > limits.noSpeechProbability && averageLogProbability < limits.averageLogProbability
  );
}

/** Brackets, asterisks and notes around everything; real speech may well begin with a bracket. */
const bracketed =
  /\([^()]*\)|（[^（）]*）|\[[^[\]]*\]|【[^【】]*】|［[^［］]*］|〔[^〔〕]*〕|<[^<>]*>|\*[^*]+\*|♪[^♪]*♪|♫[^♫]*♫/gu;

function isBracketed(text: string): boolean {
  const rest = text.replace(bracketed, ' ');
  if (!hasLetterOrDigit(rest)) return true;
  // A line of song that is opened by a note and never closed.
  return /^\s*[♪♫]/u.test(text);
}

/** Each CJK character counts as a word where words are counted. */
const charsPerWord = 3;
/** A loop fills most of a text; inside a long one, "no, no, no, no" is speech. */
const loopShare = 0.7;
/** "No no no no!" with a clear voice of fitting length is meant. */
const meantTimes = 6;

function isLoop(text: string, voice: VoiceFacts, limits: GateLimits): boolean {
  const words = plainWords(text);
  const longest = limits.repeatedWords * (words.some(isCjk) ? charsPerWord : 1);
  const { size, times, share } = findRepetition(words, longest);
  if (times < limits.repeatedTimes || share < loopShare) return false;
  const isMeant =
    size === 1 && times <= meantTimes && standsOut(voice) && voice.voicedMs >= estimateSpeechMs(text) / 2;
  return !isMeant;
}

/** Words of the prompt in a row that make an echo; fewer may be a name the prompt was there to teach. */
const echoWords = 6;

function echoesPrompt(text: string, prompt: string): boolean {
  const words = plainWords(text);
  if (words.length === 0) return false;
  const said = ` ${words.join(' ')} `;
  const given = plainWords(prompt);
  if (plainText(text) === plainText(prompt)) return given.length > 1;
  return words.length >= echoWords && ` ${given.join(' ')} `.includes(said);
}

/** Nobody speaks four times as fast as an ordinary voice; the allowance is for what the VAD missed at the edges. */
const fastest = 4;
const missedMs = 300;

function holdsTooMuch(text: string, voice: VoiceFacts): boolean {
  return estimateSpeechMs(text) / fastest > voice.voicedMs + missedMs;
}

/** Signs that there may have been no voice: two of them, or one where the recogniser gives no measures, are enough. */
function isWeak(input: GateInput): boolean {
  const { voice } = input;
  const signs = [
    voice.voicedMs < weakVoicedMs,
    voice.speechDb - voice.noiseDb < weakSnrDb,
    voice.speechDb < weakDb,
    voice.meanProbability < weakProbability,
    voice.clipMs !== undefined && voice.voicedMs < voice.clipMs * weakShare,
  ].filter(Boolean).length;
  const measured = input.noSpeechProbability !== undefined || input.averageLogProbability !== undefined;
  return signs >= (measured ? 2 : 1);
}

const weakVoicedMs = 1_000;
const weakSnrDb = 6;
const weakDb = -45;
const weakProbability = 0.65;
const weakShare = 0.25;
