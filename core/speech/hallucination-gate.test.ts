import { describe, expect, it } from 'vitest';
import {
  gateTranscript,
  gateUtterance,
  type DropReason,
  type GateInput,
  type VoiceFacts,
} from './hallucination-gate.ts';
import { findRepetition } from './repetition.ts';

/** Two seconds of a clear voice. */
const clear: VoiceFacts = {
  voicedMs: 2_000,
  meanProbability: 0.9,
  maxProbability: 0.99,
  speechDb: -25,
  noiseDb: -60,
  clipMs: 3_000,
};
/** A cough: short, loud enough, not much like a voice. */
const cough: VoiceFacts = {
  voicedMs: 420,
  meanProbability: 0.55,
  maxProbability: 0.7,
  speechDb: -35,
  noiseDb: -55,
  clipMs: 1_500,
};

const judge = (
  text: string,
  voice: VoiceFacts = clear,
  more: Partial<GateInput> = {},
): DropReason | 'keep' => {
  const verdict = gateTranscript({ text, voice, ...more });
  return verdict.verdict === 'keep' ? 'keep' : verdict.reason;
};

describe('before anything is sent', () => {
  const sends = (change: Partial<VoiceFacts>): string => {
    const verdict = gateUtterance({ ...clear, ...change });
    return verdict.verdict === 'keep' ? 'keep' : verdict.reason;
  };

  it('a clear voice is', () => {
    expect(sends({})).toBe('keep');
    expect(sends({ voicedMs: 250 })).toBe('keep');
  });

  it('too little voice is not', () => {
    expect(sends({ voicedMs: 249 })).toBe('too-short');
  });

  it('silence is not, a quiet voice in a quiet room is', () => {
    expect(sends({ speechDb: -53, noiseDb: -58, maxProbability: 0.95 })).toBe('silence');
    expect(sends({ speechDb: -53, noiseDb: -75, maxProbability: 0.6 })).toBe('silence');
    expect(sends({ speechDb: -53, noiseDb: -75, maxProbability: 0.95 })).toBe('keep');
  });
});

describe('what was said', () => {
  it.each([
    'What is the weather like today?',
    'Thank you.',
    'Thanks for watching the dog while I was away.',
    '(Laughing) I cannot believe it.',
    'No, no, no, no, that is wrong.',
    '嗯',
    '谢谢',
    '今天天气很好。',
    'はい、そうです。',
    '7',
  ])('is kept: %s', (text) => {
    expect(judge(text)).toBe('keep');
  });

  it('is kept with measures that are good', () => {
    const measures = { noSpeechProbability: 0.1, averageLogProbability: -0.3, compressionRatio: 1.2 };
    expect(judge('Hello there.', clear, measures)).toBe('keep');
  });
});

describe('what the recogniser doubts', () => {
  it('is dropped when both measures say so', () => {
    expect(judge('Hello', clear, { noSpeechProbability: 0.61, averageLogProbability: -1.01 })).toBe(
      'no-speech',
    );
  });

  it('is kept when only one does', () => {
    expect(judge('Hello', clear, { noSpeechProbability: 0.9, averageLogProbability: -0.5 })).toBe('keep');
    expect(judge('Hello', clear, { noSpeechProbability: 0.3, averageLogProbability: -2 })).toBe('keep');
    expect(judge('Hello', clear, { noSpeechProbability: 0.9 })).toBe('keep');
  });

  it('is dropped when it packs too well', () => {
    expect(judge('Hello there', clear, { compressionRatio: 2.41 })).toBe('repetition');
    expect(judge('Hello there', clear, { compressionRatio: 2.4 })).toBe('keep');
  });
});

describe('what is no speech', () => {
  it.each(['', '   ', '...', '。', '♪', '-', '[ ]'])('empty: %j', (text) => {
    expect(judge(text)).toBe('empty');
  });

  it.each([
    '(music)',
    '(background noise) [laughter]',
    '[BLANK_AUDIO]',
    '（音乐）',
    '【音楽】',
    '［拍手］',
    '*coughs*',
    '♪ la la la ♪',
    '♪ and I will always',
    '(click).',
    '<|nospeech|>',
  ])('bracketed: %s', (text) => {
    expect(judge(text)).toBe('bracketed');
  });

  it.each([
    'thank you thank you thank you thank you',
    'I am here. I am here. I am here. I am here.',
    'you know what I you know what I you know what I you know what I',
    '谢谢大家谢谢大家谢谢大家谢谢大家',
    'はいはいはいはいはいはいはいはい',
  ])('repetition: %s', (text) => {
    expect(judge(text)).toBe('repetition');
  });

  it('an exclamation said over and over is speech, if there was a voice for it', () => {
    expect(judge('No no no no!')).toBe('keep');
    expect(judge('No no no no!', cough)).toBe('repetition');
    expect(judge('No no no no no no!', { ...clear, voicedMs: 300 })).toBe('repetition');
    expect(judge('no '.repeat(30), { ...clear, voicedMs: 9_000 })).toBe('repetition');
  });

  it('the prompt written back', () => {
    const prompt = 'Labels: (noise), (bgm), (silence). The speaker talks about EchoKit and Silero.';
    expect(judge(prompt, { ...clear, voicedMs: 6_000 }, { prompt })).toBe('prompt-echo');
    expect(judge('The speaker talks about EchoKit and Silero', clear, { prompt })).toBe('prompt-echo');
    expect(judge('EchoKit', clear, { prompt })).toBe('keep');
    expect(judge('The speaker talks about cats and other animals', clear, { prompt })).toBe('keep');
  });

  it('more words than the voice had time for', () => {
    const text =
      'I went to the market this morning and bought apples, pears, bread and a large piece of cheese.';
    expect(judge(text, { ...clear, voicedMs: 4_000 })).toBe('keep');
    expect(judge(text, { ...clear, voicedMs: 500 })).toBe('too-much-text');
  });

  it('anything at all in silence', () => {
    expect(judge('Hello there', { ...clear, speechDb: -60, noiseDb: -62 })).toBe('silence');
    expect(judge('Hello there', { ...clear, speechDb: -60, noiseDb: -80 })).toBe('keep');
  });
});

describe('well-known inventions', () => {
  const inventions = [
    'Thank you for watching!',
    'Thanks for watching.',
    "Don't forget to subscribe to my channel.",
    'Subtitles by the Amara.org community',
    'ご視聴ありがとうございました',
    '次の動画でお会いしましょう',
    '请不吝点赞 订阅 转发 打赏',
    '字幕由某某提供',
    "Sous-titres réalisés par la communauté d'Amara.org",
    'Untertitel der Amara.org-Community',
    'Subtítulos realizados por la comunidad de Amara.org',
    '시청해주셔서 감사합니다.',
  ];

  it.each(inventions)('are dropped on weak evidence: %s', (text) => {
    expect(['invention', 'too-much-text']).toContain(judge(text, cough));
    expect(judge(text, { ...clear, voicedMs: 900 })).toBe('invention');
    expect(judge(text, { ...clear, speechDb: -47, noiseDb: -50 })).toBe('invention');
  });

  it.each(inventions)('are believed from a clear voice: %s', (text) => {
    expect(judge(text, { ...clear, voicedMs: 2_500 })).toBe('keep');
  });

  it('need two signs where the recogniser is sure of itself', () => {
    const measures = { noSpeechProbability: 0.1, averageLogProbability: -0.2 };
    expect(judge('Thank you for watching!', { ...clear, voicedMs: 900 }, measures)).toBe('keep');
    expect(judge('Thank you for watching!', { ...clear, voicedMs: 900, noiseDb: -28 }, measures)).toBe(
      'invention',
    );
  });

  it.each(['you', 'You.', 'Thank you.', 'Thanks', 'Bye.', '谢谢。', 'Merci.', 'ありがとうございました'])(
    'courtesies are dropped below 0.6 s of voice only: %s',
    (text) => {
      expect(judge(text, { ...clear, voicedMs: 599 })).toBe('invention');
      expect(judge(text, { ...clear, voicedMs: 600 })).toBe('keep');
    },
  );
});

describe('findRepetition', () => {
  it.each([
    ['a a a a', { size: 1, times: 4, share: 1 }],
    ['a b a b a b', { size: 2, times: 3, share: 1 }],
    ['x a a a y', { size: 1, times: 3, share: 0.6 }],
    ['a b c d', { size: 0, times: 0, share: 0 }],
  ])('%s', (text, expected) => {
    expect(findRepetition(text.split(' '), 4)).toEqual(expected);
  });
});
