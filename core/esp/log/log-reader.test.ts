/** However the bytes are split, the lines are the same and show no secret. */
import { describe, expect, it } from 'vitest';
import { createRandom, cut, type Random } from '../../audio/random.testing.ts';
import { createLogReader } from './log-reader.ts';
import { bootLog, bytesOf, info, readAll, romLines, textOf, textsOf } from './log.testing.ts';
import type { LogLine } from './log-types.ts';
import { mask } from './secret-masker.ts';

const letters = ['a', 'Z', '7', 'ß', '中', '😀', ' ', '"', '\\', ':', '=', '@', '/'];
const secretFor = (random: Random, least = 8) =>
  's3' + Array.from({ length: random.integer(least, 40) }, () => letters[random.integer(0, 12)]!).join('');
/** As Rust's debug format writes it. */
const debug = (text: string) => text.replace(/(["\\])/g, '\\$1');

/** A log with noise in it, and all the ways in which it tells a password. */
function randomLog(random: Random, secret: string): Uint8Array {
  const pieces: Uint8Array[] = [];
  const noise = () => Uint8Array.from({ length: random.integer(0, 60) }, () => random.integer(0, 255));
  const says = [
    () => info('echokit', `PASS: "${debug(secret)}"`),
    () => info('echokit::bt', `New pass: ${secret}`),
    () => `I (77) echokit: PASS: "${debug(secret)}"\n`,
    () => `password="${debug(secret)}"\r\n`,
    () => bootLog({ pass: debug(secret) }),
    () => info('echokit::bt', 'Client connected:'),
    () => info('echokit', 'Free SPIRAM heap size: 5123KB'),
    () => 'x'.repeat(random.integer(4000, 4200)) + info('echokit', `PASS: "${debug(secret)}"`),
    () => romLines,
    () => '\r\n\r\r\n',
  ];
  for (let n = random.integer(1, 8); n > 0; n -= 1) {
    if (random.chance(0.3)) pieces.push(noise());
    pieces.push(bytesOf(says[random.integer(0, says.length - 1)]!()));
  }
  return new Uint8Array(Buffer.concat(pieces));
}

describe('any splitting of the bytes', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))('gives the same, seed %i', (seed) => {
    const random = createRandom(seed);
    const secret = secretFor(random);
    const shows = (text: string) => [secret, debug(secret)].some((one) => text.includes(one.slice(0, 8)));
    const log = randomLog(random, secret);
    const whole = readAll(log);
    const reader = createLogReader();
    const lines: LogLine[] = [];
    let last = reader.read(new Uint8Array(0), 1000);
    for (const piece of cut(log, random, log.length < 2000 ? 3 : 200)) {
      last = reader.read(piece, 1000);
      lines.push(...last.lines);
      for (const line of [...last.lines, ...(last.partial === null ? [] : [last.partial])])
        if (shows(textOf(line))) expect.unreachable(`shown: ${textOf(line)}`);
    }
    expect(lines).toEqual(whole.lines);
    expect(last.partial).toEqual(whole.partial);
    expect(last.status).toEqual(whole.status);
  });

  it('numbers lines without gaps and stamps them with their last byte', () => {
    const reader = createLogReader();
    reader.read(bytesOf('one\ntw'), 10);
    const { lines, partial } = reader.read(bytesOf('o\nthree'), 20);
    expect(lines.map(({ index, at }) => [index, at])).toEqual([[1, 20]]);
    expect([partial?.index, partial && textOf(partial)]).toEqual([2, 'three']);
  });
});

describe('lines', () => {
  it('end with \\n, \\r\\n, \\r\\r\\n or a bare \\r', () => {
    expect(textsOf('a\nb\r\nc\r\r\nd\re\n\n')).toEqual(['a', 'b', 'c', 'd', 'e', '']);
  });

  it('take garbage for what it is', () => {
    expect(textsOf(Uint8Array.of(0, 0xff, 0x41, 0xe4, 0xb8, 0x0a))).toEqual(['\uFFFD\uFFFDA\uFFFD']);
    expect(textsOf(Uint8Array.of(0xf4, 0x90, 0x80, 0x80, 0x0a))).toEqual(['\uFFFD'.repeat(4)]);
    expect(textsOf('中😀\n')).toEqual(['中😀']);
  });

  it('show no character before all of it has come', () => {
    const reader = createLogReader();
    const { partial } = reader.read(bytesOf('a中').subarray(0, 3), 0);
    expect(partial && textOf(partial)).toBe('a');
  });

  it('are given in pieces where they are too long, and no character is cut', () => {
    const texts = textsOf('中'.repeat(3000) + '\n');
    expect(texts.join('')).toBe('中'.repeat(3000));
    expect(Math.max(...texts.map((text) => bytesOf(text).length))).toBeLessThan(4100);
  });

  it('have colours, and levels by their header', () => {
    const { lines } = readAll(
      '\u001b[0;31mE (5) boot: bad\u001b[0m\nplain \u001b[1;94mblue\u001b[22m thin\u001b[K\n',
    );
    expect(lines.map(({ level, runs }) => ({ level, runs }))).toEqual([
      { level: 'error', runs: [{ text: 'E (5) boot: bad', color: 1 }] },
      {
        level: 'plain',
        runs: [{ text: 'plain ' }, { text: 'blue', color: 12, bold: true }, { text: ' thin', color: 12 }],
      },
    ]);
  });

  it('show the beginning of one that does not end', () => {
    const reader = createLogReader();
    for (let n = 0; n < 30; n += 1) reader.read(bytesOf('x'.repeat(100)), n);
    const { partial } = reader.read(bytesOf('y'), 99);
    expect([partial?.at, partial && textOf(partial)]).toEqual([99, 'x'.repeat(1024)]);
    const { lines, partial: none } = reader.read(bytesOf('\n'), 100);
    expect([lines.map(textOf), none]).toEqual([['x'.repeat(3000) + 'y'], null]);
  });

  it('hide an escape sequence that has not ended', () => {
    const { partial } = readAll('text\u001b[0;3');
    expect(partial && textOf(partial)).toBe('text');
  });

  it.each([
    ['W (1) wifi:lost', 'warning'],
    ['D (12:00:01.234) a::b: c', 'debug'],
    ['\uFFFD\uFFFDI (1) tag: text', 'info'],
    ["Guru Meditation Error: Core  0 panic'ed (LoadProhibited).", 'error'],
    ['I think (1) so: yes', 'plain'],
  ])('%s is %s', (text, level) => {
    expect(readAll(text + '\n').lines[0]?.level).toBe(level);
  });
});

describe('secrets', () => {
  it.each([
    ['I (1) echokit: PASS: "hunter22"', `I (1) echokit: PASS: ${mask}`],
    ['I (1) echokit: PASS: ""', 'I (1) echokit: PASS: ""'],
    ['I (1) echokit::bt: New pass: hunter22', `I (1) echokit::bt: New pass: ${mask}`],
    ['I (1) echokit: QASS: "hunter22"', `I (1) echokit: QASS: ${mask}`],
    ['I (1) echokit::bt: New pa{s: hunter22', `I (1) echokit::bt: New pa{s: ${mask}`],
    ['I (1) ech\uFFFDkit: P\uFFFDSS: "hunter22"', `I (1) ech\uFFFDkit: P\uFFFDSS: ${mask}`],
    [
      'ClientConfiguration { ssid: "a", password: "hunter22", channel: None }',
      `ClientConfiguration { ssid: "a", password: ${mask}`,
    ],
    ['{"wifi_list":[{"ssid":"a","pass":"hunter22"}]}', `{"wifi_list":[{"ssid":"a","pass":${mask}`],
    [
      'I (1) echokit: Server URL: "ws://me:hunter22@host/ws"',
      `I (1) echokit: Server URL: "ws://${mask}@host/ws"`,
    ],
    [
      'I (1) echokit: Server URL: "ws://10.0.0.2:8080/box/0123456789abcdef"',
      `I (1) echokit: Server URL: "ws://10.0.0.2:8080/box/${mask}"`,
    ],
    ['I (1) echokit: SSID: "HomeNet"', 'I (1) echokit: SSID: "HomeNet"'],
    ['I (1) echokit::bt: New SSID: HomeNet', 'I (1) echokit::bt: New SSID: HomeNet'],
    ['I (1) echokit::bt: New AFE linear gain: 1.5', 'I (1) echokit::bt: New AFE linear gain: 1.5'],
    ['I (1) echokit::network: Wifi password is empty', 'I (1) echokit::network: Wifi password is empty'],
  ])('%s', (line, shown) => {
    expect(textsOf(line + '\n')).toEqual([shown]);
  });

  it('are shown nowhere else once they were seen', () => {
    const texts = textsOf(info('echokit', 'PASS: "hunter22!"') + 'they said hunter22! aloud\n');
    expect(texts[1]).toBe(`they said ${mask} aloud`);
    const reader = createLogReader();
    reader.read(bytesOf(info('echokit', 'PASS: "hunter22!"')), 0);
    const { partial } = reader.read(bytesOf('they said hunter'), 0);
    expect(partial && textOf(partial)).toBe('they said ');
  });

  it('are masked on every line that they take', () => {
    expect(
      textsOf(info('echokit::bt', 'New pass: one\ntwo\nthree') + info('echokit::bt', 'New SSID: a')),
    ).toEqual([`I (1234) echokit::bt: New pass: ${mask}`, mask, mask, 'I (1234) echokit::bt: New SSID: a']);
    expect(textsOf('I (1) echokit::bt: New pass: one\ntwo\nI (2) a: b\nc\n')).toEqual([
      `I (1) echokit::bt: New pass: ${mask}`,
      mask,
      'I (2) a: b',
      'c',
    ]);
  });

  it('are masked over the pieces of a line that is too long, and no further', () => {
    const texts = textsOf(`I (1) echokit: PASS: "${'hunter22'.repeat(3000)}"\nfree again\n`);
    expect(texts.filter((text) => text.includes('hunter'))).toEqual([]);
    expect(texts.at(-1)).toBe('free again');
  });

  it('are masked where a piece ends in their label', () => {
    const texts = textsOf('x'.repeat(4093) + 'PASS: "hunter22"\n');
    expect(texts.join('')).not.toContain('hunter');
    expect(texts).toHaveLength(2);
  });
});
