import { describe, expect, it } from 'vitest';
import { isBackchannel } from './backchannel.ts';

const yes: Readonly<Record<string, readonly string[]>> = {
  en: [
    'Mm-hm.',
    'mm-hmm',
    'Mhm',
    'Uh-huh.',
    'uh huh',
    'Hmm.',
    'mmmm',
    'Yeah.',
    'YEAHHH',
    'Yeah, yeah, yeah.',
    'OK',
    'Okay.',
    'ok ok ok ok',
    'O.K.',
    'Right.',
    'right, right',
    'I see.',
    'Got it.',
    'Oh, I see.',
    'Yeah, I see, okay.',
    'Sure!',
    'That makes sense.',
    'Oh wow',
    'go on',
  ],
  zh: [
    '嗯',
    '嗯。',
    '嗯嗯嗯嗯',
    '对',
    '对，对，对。',
    '好的',
    '好的，好的',
    '嗯，好的。',
    '是的',
    '明白了',
    '原来如此。',
    '哦',
    'OK',
    'ｏｋ',
    '没问题',
    '继续说',
  ],
  ja: [
    'うん',
    'うんうん',
    'はい',
    'はい、はい',
    'はい。',
    'そうですね',
    'そうですね。',
    'なるほど',
    'へえー',
    'うーーん',
    'ええ、そうですか。',
    'わかりました',
    'オッケー',
  ],
  fr: [
    'Ouais.',
    'Oui, oui.',
    "D'accord.",
    'D’accord',
    'Mmh',
    'Ah bon.',
    'Je vois',
    "C'est ça.",
    'Très bien.',
    'Voilà',
    "Ok, d'accord.",
  ],
  de: [
    'Ja.',
    'Ja, ja.',
    'Genau!',
    'Mhm.',
    'Ach so',
    'Alles klar.',
    'Ja, genau, stimmt.',
    'Okay',
    'Verstehe.',
  ],
  es: ['Sí.', 'Sí, sí.', 'Vale.', 'Ajá', 'Claro.', 'De acuerdo.', 'Ya veo', 'Sí, claro, vale.'],
};

const no: Readonly<Record<string, readonly string[]>> = {
  en: [
    'Stop.',
    'Wait.',
    'No.',
    'No no no',
    'Yeah, but',
    'Okay, stop.',
    'Ok wait',
    'Right now',
    'Hold on',
    'Shut up',
    'What?',
    'Okay?',
    'Really?',
    'Uh-uh',
    'Yes I want that',
    'Sure, what about Tuesday',
    'Yeah okay right I see',
    'Sorry',
    'Hello',
    'Never mind',
    'I see a problem',
    '7',
    '',
  ],
  zh: [
    '停',
    '停！',
    '等一下',
    '等等',
    '不',
    '不对',
    '不是',
    '不要',
    '好了',
    '好了好了',
    '行了',
    '够了',
    '对不起',
    '嗯？',
    '是吗',
    '好的，停',
    '你好',
    '换一个',
    '别说了',
  ],
  ja: [
    'ストップ',
    '待って',
    'ちょっと待って',
    'いいえ',
    'いや',
    'はい？',
    '違います',
    'やめて',
    'うん、でも',
    'もういい',
    'すみません',
  ],
  fr: [
    'Attends.',
    'Attendez',
    'Stop',
    'Non',
    'Arrête',
    'Oui, mais',
    'Une seconde',
    'Pardon',
    "D'accord ?",
    'Ah non',
  ],
  de: ['Stopp', 'Halt', 'Warte', 'Nein', 'Moment', 'Ja, aber', 'Genug', 'Was?', 'Ja nein'],
  es: ['Para', 'Espera', 'No', 'Basta', 'Sí, pero', 'Un momento', '¿Vale?', 'Cállate'],
};

describe.each(Object.keys(yes))('%s', (language) => {
  it.each(yes[language]!)('%s is a backchannel', (text) => {
    expect(isBackchannel(text, language)).toBe(true);
    expect(isBackchannel(text)).toBe(true);
  });

  it.each(no[language]!)('%s takes the floor', (text) => {
    expect(isBackchannel(text, language)).toBe(false);
    expect(isBackchannel(text)).toBe(false);
  });
});

describe('isBackchannel', () => {
  it('takes three in a row and not four', () => {
    expect(isBackchannel('yeah okay right', 'en')).toBe(true);
    expect(isBackchannel('yeah okay right sure', 'en')).toBe(false);
  });

  it('goes by the language that is spoken, and by all where it is not known', () => {
    expect(isBackchannel('genau', 'en')).toBe(false);
    expect(isBackchannel('genau', 'de-AT')).toBe(true);
    expect(isBackchannel('genau', 'auto')).toBe(true);
    expect(isBackchannel('mm-hm', 'ja-JP')).toBe(true);
  });

  it('is not slow on long texts', () => {
    expect(isBackchannel('嗯'.repeat(5_000) + '停', 'zh')).toBe(false);
    expect(isBackchannel('yeah '.repeat(5_000), 'en')).toBe(false);
  });
});
