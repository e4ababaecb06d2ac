/** An engine in a few words, for cards and lists. */
import type { PipelinePartner } from '../../core/profile/profile.ts';
import type { StringTables } from '../ui/language.ts';
import { viewAddress } from './address-view.ts';

type EngineConfig = PipelinePartner['asr' | 'llm' | 'tts'];
export type EngineKind = EngineConfig['kind'];

/** What each kind is called where one is chosen. */
export const engineNames: StringTables<Readonly<Record<EngineKind, string>>> = {
  en: {
    'browser-asr': "This browser's recogniser",
    'openai-asr': 'A recogniser with an address (Whisper and others)',
    echo: 'None: play my own voice back',
    'openai-chat': 'A language model with an address',
    'prompt-api': "This browser's built-in model",
    demo: 'The demo: a few fixed rules, no language model',
    'companion-voice': "The companion's voice (eSpeak NG)",
    'page-voice': 'The voice in this page (eSpeak NG)',
    'browser-voice': "This browser's voices",
    gsv: 'A gsv_tts server (EchoKit)',
    'openai-speech': 'A voice with an address (OpenAI and others)',
  },
  zh: {
    'browser-asr': '浏览器自带的识别',
    'openai-asr': '指定地址的识别服务（Whisper 等）',
    echo: '没有：播放我自己的声音',
    'openai-chat': '指定地址的语言模型',
    'prompt-api': '浏览器内置的模型',
    demo: '演示：几条固定规则，没有语言模型',
    'companion-voice': '伴侣程序的声音（eSpeak NG）',
    'page-voice': '本页的声音（eSpeak NG）',
    'browser-voice': '浏览器自带的声音',
    gsv: 'gsv_tts 服务（EchoKit）',
    'openai-speech': '指定地址的语音服务（OpenAI 等）',
  },
};

/** The model or speaker, else where it is, else the kind's name. */
export function engineInWords(config: EngineConfig, names: Readonly<Record<EngineKind, string>>): string {
  if (!('address' in config)) return names[config.kind];
  const view = viewAddress(config.address, '');
  const model = 'model' in config ? config.model : config.speaker;
  return model || (view.ok ? view.host : names[config.kind]);
}
