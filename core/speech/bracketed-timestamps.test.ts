import { describe, expect, it } from 'vitest';
import { stripBracketedTimestamps } from './bracketed-timestamps.ts';

describe('time stamps of whisper-api-server', () => {
  it.each([
    ['one line', '[00:00:00.000 --> 00:00:03.540]  And so my fellow Americans', 'And so my fellow Americans'],
    [
      'several lines',
      '[00:00:00.000 --> 00:00:03.540]  And so my fellow\n[00:00:03.540 --> 00:00:05.000]  Americans, ask not.\n',
      'And so my fellow Americans, ask not.',
    ],
    [
      'Chinese lines',
      '[00:00:00.000 --> 00:00:02.000]  今天天气很好，\n[00:00:02.000 --> 00:00:04.000] 我们走吧。',
      '今天天气很好，我们走吧。',
    ],
    [
      'mixed lines',
      '[00:00:00.000 --> 00:00:02.000] 我用\n[00:00:02.000 --> 00:00:04.000] Node',
      '我用 Node',
    ],
    ['CRLF', '[00:00:00.000 --> 00:00:02.000] One\r\n[00:00:02.000 --> 00:00:04.000] two\r\n', 'One two'],
    ['without hours', '[00:00.000 --> 00:03.540] One', 'One'],
    ['with commas', '[00:00:00,000 --> 00:00:03,540] One', 'One'],
    ['a line without a stamp', '[00:00:00.000 --> 00:00:02.000] One\ntwo', 'One two'],
    ['stamp without words', '[00:00:00.000 --> 00:00:02.000] \n[00:00:02.000 --> 00:00:04.000] One', 'One'],
    ['brackets behind the stamp', '[00:00:00.000 --> 00:00:02.000]  [music] One', '[music] One'],
    ['brackets that are no stamp', '[one] two --> three', '[one] two --> three'],
    [
      'a stamp in the middle',
      'At [00:00:00.000 --> 00:00:02.000] he said',
      'At [00:00:00.000 --> 00:00:02.000] he said',
    ],
    ['no stamps: line breaks stay', ' One\ntwo ', 'One\ntwo'],
    ['nothing', '', ''],
  ])('%s', (_name, text, expected) => {
    expect(stripBracketedTimestamps(text)).toBe(expected);
  });
});
