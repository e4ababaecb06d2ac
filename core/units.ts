/** Duration or instant in milliseconds. Instants of the wall are `performance.timeOrigin + performance.now()`. */
export type Millis = number;
/** Count of samples, or a position on a sample clock. */
export type Samples = number;
/** Samples per second. */
export type Hertz = number;

/** The rate at which everything that is heard is judged and sent. Source: Silero VAD, and every ASR of the fact sheet. */
export const heardRate: Hertz = 16_000;
/** Samples of one VAD frame at {@link heardRate}: 32 ms. Source: Silero VAD v5 and v6. */
export const frameSamples: Samples = 512;
/** Length of one VAD frame. */
export const frameMs: Millis = 32;

export const samplesToMillis = (samples: Samples, rate: Hertz): Millis => (samples * 1000) / rate;
export const millisToSamples = (ms: Millis, rate: Hertz): Samples => Math.round((ms * rate) / 1000);
