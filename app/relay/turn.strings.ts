import type { SpanName } from '../../core/trace/turn-trace.ts';
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
  readonly total: (ms: number) => string;
  readonly noSound: string;
  readonly stage: string;
  readonly from: string;
  readonly length: string;
  readonly spans: Readonly<Record<Exclude<SpanName, 'turn:total'>, string>>;
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
    total: (ms) => `${ms} ms to the first sound`,
    noSound: 'Where the time went',
    stage: 'Stage',
    from: 'From',
    length: 'Length',
    spans: {
      'turn:detection': 'Noticing the end',
      'turn:soft-end': 'Soft end',
      'turn:asr': 'Recogniser',
      'turn:llm-first-token': 'Model, first token',
      'turn:first-piece': 'First piece',
      'turn:tts-first-byte': 'Voice, first byte',
      'turn:hold': 'Waiting for the end',
      'turn:output': 'On the way to the box',
    },
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
    total: (ms) => `${ms} 毫秒后发声`,
    noSound: '时间用在哪里',
    stage: '阶段',
    from: '起点',
    length: '时长',
    spans: {
      'turn:detection': '察觉说完',
      'turn:soft-end': '软结束',
      'turn:asr': '语音识别',
      'turn:llm-first-token': '模型首个词',
      'turn:first-piece': '首个句段',
      'turn:tts-first-byte': '合成首字节',
      'turn:hold': '等待结束',
      'turn:output': '传到设备',
    },
  },
};
