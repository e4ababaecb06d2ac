/** What a box hears from the companion itself, said by the built-in voice. */
import { decodePcm16 } from '../../../core/audio/pcm.ts';
import { encodeServerEvent } from '../../../core/echokit/encode-server-event.ts';
import { encodeSegment, voiceFormOf } from '../../../core/echokit/server-session/segment-encoder.ts';
import { createOpusEncoder } from '../../../core/opus/opus-codec.ts';
import { voiceFor } from '../../../core/speech-synth/voice-names.ts';
import { heardRate } from '../../../core/units.ts';
import type { BuiltInVoice } from '../../voice/built-in-voice.ts';
import type { BoxFormat, NoticeKind, SpeakNotice } from '../hub/hub-api.ts';

export type NoticeLanguage = 'en' | 'zh';

const texts: Readonly<Record<NoticeKind, Readonly<Record<NoticeLanguage, string>>>> = {
  'no-tab': { en: 'Please open the relay page.', zh: '请打开中继页面。' },
  'no-answer': { en: 'The relay page does not answer.', zh: '中继页面没有回应。' },
  unreachable: { en: 'The server cannot be reached.', zh: '无法连接服务器。' },
};

const speakers: Readonly<Record<NoticeLanguage, string>> = { en: 'en-us', zh: 'cmn' };

export interface NoticeParts {
  readonly voice: Pick<BuiltInVoice, 'voices' | 'speak'>;
  /** In this order, one after the other. */
  readonly languages: readonly NoticeLanguage[];
  readonly log: (line: string) => void;
}

/** Each notice is said once and kept for every box that wants it in the same form. */
export function createSpeakNotice({ voice, languages, log }: NoticeParts): SpeakNotice {
  const said = new Map<NoticeKind, Promise<Float32Array>>();
  const encoded = new Map<string, Promise<readonly Uint8Array[]>>();

  const say = async (notice: NoticeKind): Promise<Float32Array> => {
    const parts: Uint8Array[] = [];
    const voices = await voice.voices();
    for (const language of languages) {
      const text = texts[notice][language];
      const identifier = voiceFor({ name: speakers[language], text }, voices);
      if (identifier === undefined) throw new Error(`there is no voice ${speakers[language]}`);
      const order = { text, voice: identifier, speed: 1, sampleRate: heardRate };
      for await (const { bytes } of voice.speak(order, new AbortController().signal)) parts.push(bytes);
    }
    return decodePcm16(Buffer.concat(parts));
  };

  const encode = async (notice: NoticeKind, format: BoxFormat): Promise<readonly Uint8Array[]> => {
    const samples = await kept(said, notice, () => say(notice));
    const query = { ...format, reconnect: false, streamAsr: false, record: false };
    const form = voiceFormOf(query, false);
    const encoder = form.kind === 'opus' ? await createOpusEncoder('audio') : null;
    try {
      return encodeSegment(samples, form, encoder).map((event) => encodeServerEvent(event));
    } finally {
      encoder?.close();
    }
  };

  return async (notice, format) => {
    const text = languages.map((language) => texts[notice][language]).join(' ');
    try {
      const key = [notice, format.opus, format.vowel].join();
      return { text, audio: await kept(encoded, key, () => encode(notice, format)) };
    } catch (failure) {
      log(
        `a box is shown "${text}" but not told: ${failure instanceof Error ? failure.message : String(failure)}`,
      );
      return { text, audio: [] };
    }
  };
}

/** What failed is tried again with the next wish for it. */
function kept<K, V>(cache: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  made.catch(() => cache.delete(key));
  return made;
}
