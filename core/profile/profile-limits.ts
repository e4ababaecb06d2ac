/**
 * How long the texts of a profile may be and what its numbers may be. One place for the reader of profiles and for the
 * fields that people type into, so that nothing can be typed that would not be read again.
 */
import type { TurnSettings } from './profile.ts';

/** Most characters (UTF-16 units) of each text. */
export const textLimits = {
  id: 100,
  name: 200,
  url: 2000,
  /** Of a model, a speaker, a voice. llama.cpp calls a model by the whole path of its file. */
  model: 500,
  voiceUri: 500,
  /** BCP 47. */
  language: 35,
  /** Hints for a recogniser, instructions for a voice. */
  prompt: 4000,
  systemPrompt: 50_000,
  greeting: 5000,
  /** Of a service. Not part of a profile; may travel beside it. */
  key: 4000,
} as const;

/** What a number may be; `step` is a sensible smallest change, values between two steps are allowed. */
export interface SettingRange {
  readonly unit: 'ms' | 'probability' | 'count' | 'factor';
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

export type TurnNumber = {
  [Key in keyof TurnSettings]: TurnSettings[Key] extends number ? Key : never;
}[keyof TurnSettings];

const milliseconds = (min: number, max: number, step: number): SettingRange => ({
  unit: 'ms',
  min,
  max,
  step,
});
const probability: SettingRange = { unit: 'probability', min: 0, max: 1, step: 0.01 };

/** Steps of 32 ms where frames are counted: one frame is the smallest change that can be felt. */
export const turnRanges: Readonly<Record<TurnNumber, SettingRange>> = {
  softEndMs: milliseconds(32, 2000, 32),
  hardEndMs: milliseconds(64, 10_000, 50),
  earlyEndMs: milliseconds(0, 10_000, 50),
  minSpeechMs: milliseconds(0, 5000, 32),
  maxUtteranceMs: milliseconds(1000, 120_000, 1000),
  preRollMs: milliseconds(500, 5000, 50),
  maxCancelledSpeculations: { unit: 'count', min: 0, max: 20, step: 1 },
  cautiousSoftEndMs: milliseconds(32, 5000, 10),
  onsetThreshold: probability,
  offsetThreshold: probability,
  sustainedMs: milliseconds(32, 2000, 10),
  committedMs: milliseconds(64, 5000, 10),
};

export const temperatureRange: SettingRange = { unit: 'factor', min: 0, max: 2, step: 0.1 };
export const maxTokensRange: SettingRange = { unit: 'count', min: 1, max: 1_000_000, step: 1 };
/** Of a voice, 1 = as it speaks. Source: OpenAI's `/audio/speech`. */
export const speedRange: SettingRange = { unit: 'factor', min: 0.25, max: 4, step: 0.05 };
