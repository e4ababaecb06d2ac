/**
 * Keeps a SpeechRecognition session going while there is a microphone: sessions end by themselves after a minute or in
 * silence, and are begun anew with a back-off. What it hears goes into a log; who gets which words is decided there.
 */
import {
  emptyRecognitionLog,
  endSession,
  logResults,
  type RecognitionLog,
} from '../../../core/engine-wire/recognition-log.ts';
import { afterSession, freshRestarts } from '../../../core/engine-wire/restart-policy.ts';
import type { Millis } from '../../../core/units.ts';
import { EngineError, type EngineErrorCode } from '../engine-error.ts';
import type {
  RecognitionErrorName,
  SpeechRecognitionClass,
  SpeechRecognitionErrorEventLike,
  SpeechRecognitionLike,
  SpeechRecognitionResultEventLike,
} from './speech-recognition.ts';

export interface LiveRecogniserOptions {
  readonly Recognition: SpeechRecognitionClass;
  /** BCP 47. */
  readonly language: string;
  readonly onDevice: boolean;
  readonly now: () => Millis;
  /** @returns a function that takes the appointment back */
  readonly after: (ms: Millis, run: () => void) => () => void;
}

type Session =
  /** `error`: why it had heard nothing when it was stopped. */
  | { readonly state: 'off'; readonly error?: EngineError }
  | {
      readonly state: 'running';
      readonly recognition: SpeechRecognitionLike;
      readonly begunAt: Millis;
      readonly words: number;
      readonly fault?: RecognitionErrorName;
    }
  | { readonly state: 'waiting'; readonly cancel: () => void; readonly fault?: RecognitionErrorName }
  | { readonly state: 'failed'; readonly error: EngineError };

/** Errors after which another session would end the same way. The others are a session's normal ends. */
const fatal: Partial<Record<RecognitionErrorName, EngineErrorCode>> = {
  'not-allowed': 'recognition-denied',
  'service-not-allowed': 'recognition-denied',
  'audio-capture': 'recognition-no-microphone',
  'language-not-supported': 'recognition-language',
};

export class LiveRecogniser {
  readonly #options: LiveRecogniserOptions;
  readonly #listeners = new Set<() => void>();
  #session: Session = { state: 'off' };
  #track: MediaStreamTrack | undefined;
  #restarts = freshRestarts;
  #log: RecognitionLog = emptyRecognitionLog;

  constructor(options: LiveRecogniserOptions) {
    this.#options = options;
  }

  get log(): RecognitionLog {
    return this.#log;
  }

  set log(log: RecognitionLog) {
    this.#log = log;
  }

  /** Why it hears nothing. */
  get failure(): EngineError | undefined {
    const session = this.#session;
    if (session.state === 'failed') return session.error;
    if (session.state === 'waiting' && session.fault === 'network') return networkFailure();
    if (session.state === 'off' && session.error !== undefined) return session.error;
    return this.#track === undefined
      ? new EngineError('recognition-no-microphone', 'the recogniser was given no microphone')
      : undefined;
  }

  /** Calls back whenever words or the failure change. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Listens to this track from now on; without one it stops. */
  listen(track: MediaStreamTrack | undefined): void {
    if (track === this.#track && this.#session.state !== 'failed') return;
    this.#halt();
    this.#track = track;
    this.#restarts = freshRestarts;
    if (track === undefined) this.#tell();
    else this.#begin();
  }

  /** Someone speaks: a recogniser that had given up, or waits, tries again at once. */
  wake(): void {
    const { state } = this.#session;
    if (this.#track === undefined || state === 'running') return;
    if (this.#session.state === 'waiting') this.#session.cancel();
    this.#begin();
  }

  /** Whoever still waits for words gets those there are, or the reason why there are none. */
  stop(): void {
    this.#halt();
    this.#tell();
  }

  #halt(): void {
    const session = this.#session;
    const error = session.state === 'failed' || session.state === 'waiting' ? this.failure : undefined;
    this.#session = { state: 'off', ...(error === undefined ? {} : { error }) };
    if (session.state === 'waiting') session.cancel();
    if (session.state === 'running') session.recognition.abort();
    this.#log = endSession(this.#log);
  }

  #begin(): void {
    const { Recognition, language, onDevice, now } = this.#options;
    const recognition = new Recognition();
    recognition.lang = language;
    recognition.continuous = true;
    recognition.interimResults = true;
    recognition.maxAlternatives = 1;
    if (onDevice) recognition.processLocally = true;
    this.#session = { state: 'running', recognition, begunAt: now(), words: 0 };
    const isCurrent = () => this.#session.state === 'running' && this.#session.recognition === recognition;
    recognition.addEventListener('result', (event) => {
      if (isCurrent()) this.#hear(event as SpeechRecognitionResultEventLike);
    });
    recognition.addEventListener('error', (event) => {
      if (isCurrent() && this.#session.state === 'running') {
        this.#session = { ...this.#session, fault: (event as SpeechRecognitionErrorEventLike).error };
      }
    });
    recognition.addEventListener('end', () => {
      if (isCurrent()) this.#ended();
    });
    try {
      recognition.start(this.#track);
    } catch (cause) {
      // A track that has ended, or a second session somewhere: both pass.
      this.#fail(new EngineError('recognition-no-microphone', 'the recogniser did not start', { cause }));
    }
  }

  #hear(event: SpeechRecognitionResultEventLike): void {
    const results = Array.from(event.results)
      .slice(event.resultIndex)
      .map((result) => ({ text: result[0]?.transcript ?? '', final: result.isFinal }));
    this.#log = logResults(this.#log, event.resultIndex, results, this.#options.now());
    if (this.#session.state === 'running') {
      this.#session = { ...this.#session, words: this.#session.words + results.length };
    }
    this.#tell();
  }

  #ended(): void {
    if (this.#session.state !== 'running') return;
    const { begunAt, words, fault } = this.#session;
    this.#log = endSession(this.#log);
    const code = fault === undefined ? undefined : fatal[fault];
    if (code !== undefined) {
      this.#fail(
        new EngineError(code, `the browser's recogniser: ${fault}`, { details: { reason: fault! } }),
      );
      return;
    }
    const lastedMs = this.#options.now() - begunAt;
    const { state, next } = afterSession(this.#restarts, { lastedMs, heardWords: words > 0 });
    this.#restarts = state;
    if (next === 'give-up') {
      this.#fail(
        fault === 'network'
          ? networkFailure()
          : new EngineError('recognition-keeps-ending', `the browser's recogniser ends at once`, {
              details: { reason: fault ?? 'none' },
            }),
      );
      return;
    }
    const cancel = this.#options.after(next.delayMs, () => this.#begin());
    this.#session = { state: 'waiting', cancel, ...(fault === undefined ? {} : { fault }) };
    this.#tell();
  }

  #fail(error: EngineError): void {
    this.#session = { state: 'failed', error };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/**
 * Builds of Chromium without the vendor's keys answer every session like this, others only while offline. Not to be
 * asked again by the caller: sessions are begun anew here.
 */
const networkFailure = (): EngineError =>
  new EngineError('recognition-network', "the browser's recogniser cannot reach its service");
