import type { SpeechSynthesisLike } from '../page/browser-voice.ts';

/** speechSynthesis whose events the test sends. */
export class ScriptedSynthesis implements SpeechSynthesisLike {
  voices: SpeechSynthesisVoice[] = [];
  readonly spoken: SpeechSynthesisUtterance[] = [];
  cancelled = 0;
  readonly #listeners = new Set<() => void>();

  getVoices(): SpeechSynthesisVoice[] {
    return this.voices;
  }
  speak(utterance: SpeechSynthesisUtterance): void {
    this.spoken.push(utterance);
  }
  cancel(): void {
    this.cancelled += 1;
  }
  resume(): void {
    return;
  }
  addEventListener(_type: 'voiceschanged', listener: () => void): void {
    this.#listeners.add(listener);
  }
  removeEventListener(_type: 'voiceschanged', listener: () => void): void {
    this.#listeners.delete(listener);
  }
  loads(voices: SpeechSynthesisVoice[]): void {
    this.voices = voices;
    for (const listener of [...this.#listeners]) listener();
  }

  /** The text being spoken. */
  get current(): SpeechSynthesisUtterance {
    const last = this.spoken.at(-1);
    if (last === undefined) throw new Error('nothing is spoken');
    return last;
  }
  starts(): void {
    this.current.onstart?.({} as SpeechSynthesisEvent);
  }
  reaches(charIndex: number, name = 'word'): void {
    this.current.onboundary?.({ name, charIndex } as SpeechSynthesisEvent);
  }
  ends(): void {
    this.current.onend?.({} as SpeechSynthesisEvent);
  }
  fails(error: SpeechSynthesisErrorEvent['error']): void {
    this.current.onerror?.({ error } as SpeechSynthesisErrorEvent);
  }
}

export const someVoice = (lang: string, more: Partial<SpeechSynthesisVoice> = {}): SpeechSynthesisVoice => ({
  lang,
  name: lang,
  voiceURI: `uri:${lang}`,
  localService: true,
  default: false,
  ...more,
});

/** What `new SpeechSynthesisUtterance(text)` gives, as far as it is used. */
export const plainUtterance = (text: string): SpeechSynthesisUtterance =>
  ({ text, lang: '', voice: null }) as SpeechSynthesisUtterance;
