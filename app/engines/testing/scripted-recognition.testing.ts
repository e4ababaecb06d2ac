import type {
  LocalRecognition,
  RecognitionErrorName,
  SpeechRecognitionClass,
  SpeechRecognitionLike,
} from '../page/speech-recognition.ts';

/** A SpeechRecognition whose events the test sends. */
export class ScriptedRecognition extends EventTarget implements SpeechRecognitionLike {
  lang = '';
  continuous = false;
  interimResults = false;
  maxAlternatives = 0;
  processLocally = false;
  state: 'new' | 'started' | 'ended' = 'new';
  track: MediaStreamTrack | undefined;
  readonly #results: {
    readonly isFinal: boolean;
    readonly 0: { readonly transcript: string; readonly confidence: number };
  }[] = [];

  start(track?: MediaStreamTrack): void {
    this.state = 'started';
    this.track = track;
  }

  stop(): void {
    this.end();
  }

  abort(): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    // Browsers report this later, when nobody may be listening any more.
    queueMicrotask(() => {
      this.#fail('aborted');
      this.dispatchEvent(new Event('end'));
    });
  }

  /** The result with this index reads so now. */
  hears(index: number, transcript: string, isFinal = false): void {
    this.#results[index] = { isFinal, 0: { transcript, confidence: 0.9 } };
    this.dispatchEvent(
      Object.assign(new Event('result'), { resultIndex: index, results: [...this.#results] }),
    );
  }

  end(error?: RecognitionErrorName): void {
    if (error !== undefined) this.#fail(error);
    this.state = 'ended';
    this.dispatchEvent(new Event('end'));
  }

  #fail(error: RecognitionErrorName): void {
    this.dispatchEvent(Object.assign(new Event('error'), { error, message: '' }));
  }
}

/** A class that remembers its instances. */
export function scriptedRecognition(local: LocalRecognition | 'unasked' = 'unasked') {
  const sessions: ScriptedRecognition[] = [];
  class Recognition extends ScriptedRecognition {
    constructor() {
      super();
      sessions.push(this);
    }
  }
  const withLocal: SpeechRecognitionClass =
    local === 'unasked'
      ? Recognition
      : Object.assign(Recognition, { available: () => Promise.resolve(local) });
  return {
    Recognition: withLocal,
    sessions,
    /** The one that was begun last. */
    get current(): ScriptedRecognition {
      const last = sessions.at(-1);
      if (last === undefined) throw new Error('no session was begun');
      return last;
    },
  };
}

/** A microphone's track, as far as a recogniser cares. */
export const someTrack = (): MediaStreamTrack => ({ kind: 'audio', readyState: 'live' }) as MediaStreamTrack;
