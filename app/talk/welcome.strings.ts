import type { StringTables } from '../ui/language.ts';

interface WelcomeStrings {
  readonly title: string;
  readonly steps: readonly [string, string, string];
}

export const welcomeStrings: StringTables<WelcomeStrings> = {
  en: {
    title: 'Talk, as you would with a person',
    steps: [
      'Press the lens and allow the microphone.',
      'Say something. When you stop, the answer comes.',
      'Talk over the answer whenever you like: it stops and listens.',
    ],
  },
  zh: {
    title: '像和人说话一样交谈',
    steps: [
      '点一下圆镜，允许使用麦克风。',
      '说点什么，你一停下就会得到回答。',
      '随时可以开口打断，它会停下来听你说。',
    ],
  },
};
