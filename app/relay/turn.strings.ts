import type { TurnFailure } from '../../workers/conversation-api.ts';
import type { StringTables } from '../ui/language.ts';

interface TurnStrings {
  readonly person: string;
  readonly box: string;
  readonly hearing: string;
  readonly recognising: string;
  readonly nothingUnderstood: string;
  readonly notHeard: string;
  readonly interrupted: string;
  readonly cancelled: string;
  readonly dropped: string;
  readonly stages: Readonly<Record<TurnFailure['stage'], string>>;
  readonly wentOn: string;
  readonly settings: string;
}

export const turnStrings: StringTables<TurnStrings> = {
  en: {
    person: 'Person',
    box: 'Box',
    hearing: 'Hearing …',
    recognising: 'Recognising …',
    nothingUnderstood: 'Nothing was understood',
    notHeard: 'The box did not play this',
    interrupted: 'Interrupted here',
    cancelled: 'Given up',
    dropped: 'A sound, not taken as speech',
    stages: { asr: 'Recogniser', llm: 'Language model', tts: 'Voice', microphone: 'Microphone' },
    wentOn: 'The conversation goes on.',
    settings: 'Settings',
  },
  zh: {
    person: '说话人',
    box: '设备',
    hearing: '正在听…',
    recognising: '识别中…',
    nothingUnderstood: '没有听懂',
    notHeard: '设备没有播放这部分',
    interrupted: '在这里被打断',
    cancelled: '已放弃',
    dropped: '一个声音，未当作说话',
    stages: { asr: '语音识别', llm: '语言模型', tts: '语音合成', microphone: '麦克风' },
    wentOn: '对话可以继续。',
    settings: '设置',
  },
};
