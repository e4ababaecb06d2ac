/** Words of the transcript: who said what, what became of it, and why something did not go well. */
import type { DropReason } from '../../core/speech/hallucination-gate.ts';
import type { TurnFailure } from '../../workers/conversation-api.ts';
import type { StringTables } from '../ui/language.ts';

interface TurnStrings {
  readonly conversation: string;
  readonly you: string;
  readonly assistant: string;
  readonly listening: string;
  readonly recognising: string;
  readonly notRecognised: string;
  readonly notHeard: string;
  readonly notSpoken: string;
  readonly interrupted: string;
  readonly cancelled: string;
  readonly playUser: string;
  readonly playAssistant: string;
  readonly stopPlaying: string;
  readonly dropped: (count: number, because: string) => string;
  readonly dropReasons: Readonly<Record<DropReason, string>>;
  readonly otherReason: string;
  readonly server: string;
  readonly stages: Readonly<Record<TurnFailure['stage'], string>>;
  readonly details: string;
  readonly wentOn: string;
  readonly retry: string;
  readonly retryAsText: string;
  readonly settings: string;
  readonly newest: string;
}

export const turnStrings: StringTables<TurnStrings> = {
  en: {
    conversation: 'Conversation',
    you: 'You',
    assistant: 'EchoKit',
    listening: 'Listening …',
    recognising: 'Recognising …',
    notRecognised: 'Your words were not recognised',
    notHeard: 'You did not hear this',
    notSpoken: 'Only shown, not spoken',
    interrupted: 'You interrupted here',
    cancelled: 'Given up',
    playUser: 'Play what you said',
    playAssistant: 'Play the answer',
    stopPlaying: 'Stop playing',
    dropped: (count, because) =>
      count === 1
        ? `A sound, not taken as speech: ${because}`
        : `${count} sounds, not taken as speech: ${because}`,
    dropReasons: {
      silence: 'hardly any sound',
      'too-short': 'too short',
      'no-speech': 'the recogniser heard no speech in it',
      empty: 'no words',
      bracketed: 'a noise',
      repetition: 'the recogniser repeated itself',
      'prompt-echo': 'the recogniser wrote back its own instructions',
      'too-much-text': 'more words than anyone can say in that time',
      invention: 'words that recognisers invent in silence',
    },
    otherReason: 'no words in it',
    server: 'Server',
    stages: { asr: 'Recogniser', llm: 'Language model', tts: 'Voice', microphone: 'Microphone' },
    details: 'Details',
    wentOn: 'The conversation goes on.',
    retry: 'Try again',
    retryAsText: 'Send the text again',
    settings: 'Settings',
    newest: 'Newest',
  },
  zh: {
    conversation: '对话内容',
    you: '你',
    assistant: 'EchoKit',
    listening: '正在听…',
    recognising: '识别中…',
    notRecognised: '没能识别出你说的话',
    notHeard: '这部分你没有听到',
    notSpoken: '只能显示，没有念出来',
    interrupted: '你在这里打断了',
    cancelled: '已放弃',
    playUser: '播放你说的话',
    playAssistant: '播放回答',
    stopPlaying: '停止播放',
    dropped: (count, because) =>
      count === 1 ? `有一个声音未当作说话：${because}` : `有 ${count} 个声音未当作说话：${because}`,
    dropReasons: {
      silence: '几乎没有声音',
      'too-short': '太短',
      'no-speech': '识别服务认为不是人声',
      empty: '没有词语',
      bracketed: '是噪声',
      repetition: '识别结果在自我重复',
      'prompt-echo': '识别服务写回了它自己的提示词',
      'too-much-text': '这么短的时间说不了这么多字',
      invention: '识别服务在安静时常凭空写出的话',
    },
    otherReason: '没有词语',
    server: '服务器',
    stages: { asr: '语音识别', llm: '语言模型', tts: '语音合成', microphone: '麦克风' },
    details: '详情',
    wentOn: '对话可以继续。',
    retry: '重试',
    retryAsText: '把文字再发一次',
    settings: '设置',
    newest: '最新',
  },
};

/** Why a sound was not taken as speech, in words. */
export function dropReasonWords(strings: TurnStrings, code: string | undefined): string {
  const reasons: Readonly<Record<string, string>> = strings.dropReasons;
  return (
    (code !== undefined && Object.hasOwn(reasons, code) ? reasons[code] : undefined) ?? strings.otherReason
  );
}
