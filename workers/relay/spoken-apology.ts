/** What a box says when something failed: it has no other way to tell. */
import type { ReplyStage } from '../../core/echokit/server-session/session-event.ts';

type Apologies = Readonly<Record<ReplyStage, string>>;

const apologies: Readonly<Record<'en' | 'zh', Apologies>> = {
  en: {
    asr: 'Sorry, I could not hear that: the speech recogniser does not answer.',
    llm: 'Sorry, I have no answer: the language model does not answer.',
  },
  zh: {
    asr: '抱歉，没有听清：语音识别服务没有响应。',
    llm: '抱歉，我答不上来：语言模型没有响应。',
  },
};

const han = /\p{Script=Han}/u;

/**
 * @param language BCP 47 of the conversation; undefined where it goes by what is said
 * @param said the user's words, as far as they are known
 */
export function spokenApology(stage: ReplyStage, language: string | undefined, said: string): string {
  const isChinese = language === undefined ? han.test(said) : language.toLowerCase().startsWith('zh');
  return apologies[isChinese ? 'zh' : 'en'][stage];
}
