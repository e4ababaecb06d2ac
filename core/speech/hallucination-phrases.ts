import { plainText } from './plain-words.ts';

/**
 * What recognisers were trained to write under silence: the ends of videos and the credits of subtitles. Plain text;
 * `…` at the end matches anything after it. Source: sheet `providers.md` section 2.6.
 */
const phrases = [
  'thank you for watching',
  'thank you for watching…',
  'thanks for watching…',
  'thank you so much for watching…',
  "don't forget to subscribe…",
  'please subscribe…',
  'like and subscribe…',
  'subtitles by…',
  'subtitles by the amara org community',
  'see you in the next video',
  "i'll see you in the next video",
  'ご視聴ありがとうございました',
  'ご視聴ありがとうございます',
  '最後までご視聴…',
  '次の動画でお会いしましょう…',
  'チャンネル登録…',
  '字幕作成者…',
  '请不吝点赞…',
  '請不吝點贊…',
  '字幕由…',
  '字幕志愿者…',
  '字幕志願者…',
  '中文字幕志愿者…',
  '感谢观看',
  '謝謝觀看',
  '谢谢观看',
  '谢谢大家观看',
  '明镜需要您的支持…',
  '优优独播剧场…',
  "sous titres réalisés par la communauté d'amara org",
  'sous titres réalisés…',
  'sous titrage…',
  "merci d'avoir regardé…",
  'untertitel der amara org community',
  'untertitel von…',
  'untertitel im auftrag…',
  'untertitelung…',
  'vielen dank fürs zuschauen',
  'subtítulos realizados por la comunidad de amara org',
  'subtítulos…',
  'gracias por ver el video',
  '시청해주셔서 감사합니다',
  '구독과 좋아요…',
];

/** Real words of one person to another, and of silence: believed unless hardly anything was voiced. */
const courtesies = [
  'you',
  'thank you',
  'thanks',
  'bye',
  'the end',
  '谢谢',
  '謝謝',
  'merci',
  'danke',
  'gracias',
  'ありがとうございました',
];

/** How far a text is known as an invention: `credits` of a video, a mere `courtesy`, or not at all. */
export function knownInvention(text: string): 'credits' | 'courtesy' | undefined {
  const said = plainText(text);
  const isCredits = phrases.some((phrase) =>
    phrase.endsWith('…') ? said.startsWith(phrase.slice(0, -1)) : said === phrase,
  );
  if (isCredits) return 'credits';
  return courtesies.includes(said) ? 'courtesy' : undefined;
}
