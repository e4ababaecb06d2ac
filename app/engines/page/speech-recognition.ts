/** The browser's SpeechRecognition as far as it is used; TypeScript's DOM types do not have it. Source: Web Speech API. */

export interface SpeechRecognitionLike extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  maxAlternatives: number;
  /** Chrome 139: recognise on this machine. */
  processLocally?: boolean;
  /** The track is taken from Chrome 135 on; others ignore it and hear the default microphone. */
  start(track?: MediaStreamTrack): void;
  stop(): void;
  abort(): void;
}

export interface SpeechRecognitionResultEventLike extends Event {
  readonly resultIndex: number;
  readonly results: ArrayLike<{
    readonly isFinal: boolean;
    readonly [alternative: number]: { readonly transcript: string; readonly confidence: number };
  }>;
}

export type RecognitionErrorName =
  | 'no-speech'
  | 'aborted'
  | 'audio-capture'
  | 'network'
  | 'not-allowed'
  | 'service-not-allowed'
  | 'language-not-supported'
  | 'phrases-not-supported'
  | 'bad-grammar';

export interface SpeechRecognitionErrorEventLike extends Event {
  readonly error: RecognitionErrorName;
  readonly message: string;
}

export type LocalRecognition = 'unavailable' | 'downloadable' | 'downloading' | 'available';

export interface SpeechRecognitionClass {
  new (): SpeechRecognitionLike;
  /** Chrome 139. */
  available?(options: { langs: readonly string[]; processLocally: boolean }): Promise<LocalRecognition>;
  install?(options: { langs: readonly string[]; processLocally: boolean }): Promise<boolean>;
}

/** The class where there is one, also under its old name. */
export function findSpeechRecognition(scope: object = globalThis): SpeechRecognitionClass | undefined {
  const names = scope as {
    readonly SpeechRecognition?: SpeechRecognitionClass;
    readonly webkitSpeechRecognition?: SpeechRecognitionClass;
  };
  return names.SpeechRecognition ?? names.webkitSpeechRecognition;
}
