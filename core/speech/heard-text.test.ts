import { describe, expect, it } from 'vitest';
import {
  heardOffset,
  playedFraction,
  spokenWordOffset,
  type PiecePlayback,
  type PlayedPiece,
} from './heard-text.ts';
import type { Piece } from './piece.ts';
import { createSentenceSplitter } from './sentence-splitter.ts';
import { estimateSpeechMs } from './spoken-weight.ts';

const rate = 24_000;

function piecesOf(text: string, language = 'en'): Piece[] {
  const splitter = createSentenceSplitter({ language });
  return [...splitter.push(text, 0), ...splitter.end()];
}

/** Every piece with a playback; pieces without one are still waiting. */
function play(pieces: readonly Piece[], ...playbacks: PiecePlayback[]): PlayedPiece[] {
  return pieces.map((piece, index) => ({ piece, playback: playbacks[index] ?? { state: 'waiting' } }));
}

const playing = (fraction: number): PiecePlayback => ({
  state: 'playing',
  played: fraction * 48_000,
  total: 48_000,
  rate,
});
const played: PiecePlayback = { state: 'played' };

describe('what was heard', () => {
  const text = 'The first one is here. And the second sentence is a good deal longer than the first one was.';
  const pieces = piecesOf(text);
  const heard = (...playbacks: PiecePlayback[]): string =>
    text.slice(0, heardOffset(play(pieces, ...playbacks)));

  it('is nothing before the first word', () => {
    expect(pieces).toHaveLength(2);
    expect(heard()).toBe('');
    expect(heard(playing(0))).toBe('');
    expect(heardOffset([])).toBe(0);
  });

  it('is whole pieces once they were played', () => {
    expect(heard(played)).toBe('The first one is here.');
    expect(heard(playing(1))).toBe('The first one is here.');
    expect(heard(played, played)).toBe(text);
  });

  it('ends with a word inside a piece', () => {
    for (let fraction = 0; fraction < 1; fraction += 0.01) {
      const words = heard(played, playing(fraction));
      expect(text.startsWith(words)).toBe(true);
      expect(text.charAt(words.length)).toMatch(/^\s?$/);
    }
    expect(heard(played, playing(0.5))).toMatch(/(sentence is|is a|a good|good deal)$/);
  });

  it('does not reach behind a piece that was not played to its end', () => {
    expect(heard(playing(0.5), played)).toBe(heard(playing(0.5)));
  });

  it('goes over a piece that failed and was shown', () => {
    expect(heard({ state: 'shown' }, playing(1))).toBe(text);
  });

  it('never goes back as the playhead moves on', () => {
    let before = 0;
    for (let sample = 0; sample <= 48_000; sample += 100) {
      const now = heardOffset(
        play(pieces, played, { state: 'playing', played: sample, total: 48_000, rate }),
      );
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
  });
});

describe('a piece whose length is not known yet', () => {
  const [piece] = piecesOf('The first one is here.');
  const estimate = (estimateSpeechMs(piece!.speakable) * rate) / 1000;
  const at = (samples: number): PiecePlayback => ({
    state: 'playing',
    played: samples,
    total: undefined,
    rate,
  });

  it('is judged by how long its words should take', () => {
    expect(playedFraction(piece!, at(estimate / 2))).toBeCloseTo(0.5, 5);
  });

  it('is not over before its voice says so', () => {
    expect(playedFraction(piece!, at(estimate * 3))).toBeLessThan(1);
    expect(heardOffset(play([piece!], at(estimate * 3)))).toBe(piece!.end);
  });

  it('with no samples at all was heard', () => {
    expect(playedFraction(piece!, { state: 'playing', played: 0, total: 0, rate })).toBe(1);
  });
});

describe('Chinese and Japanese', () => {
  it('are cut by characters', () => {
    const text = '没有问题，我马上帮你查一查。';
    const pieces = piecesOf(text, 'zh');
    const lengths = new Set<number>();
    for (let fraction = 0; fraction <= 1; fraction += 0.01) {
      lengths.add(heardOffset(play(pieces, playing(fraction))));
    }
    // Marks go with the character before them, so two of the fifteen places are no cut.
    expect([...lengths]).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 14]);
  });
});

describe('markup', () => {
  it('that closes a word is kept with it', () => {
    const text = 'That is **really** important.';
    const pieces = piecesOf(text);
    const cuts = new Set<string>();
    for (let fraction = 0; fraction <= 1; fraction += 0.01) {
      cuts.add(text.slice(0, heardOffset(play(pieces, playing(fraction)))));
    }
    expect([...cuts]).toEqual(['', 'That', 'That is', 'That is **really**', text]);
  });

  it('that is silent, like a block of code, counts with the piece before it', () => {
    const text = 'Here it is:\n```js\nlet a = 1;\n```\nThat was the code.';
    const pieces = piecesOf(text);
    expect(pieces.map((piece) => piece.speakable)).toEqual([
      'Here it is: Code omitted.',
      'That was the code.',
    ]);
    expect(text.slice(0, heardOffset(play(pieces, played)))).toBe('Here it is:\n```js\nlet a = 1;\n```');
  });

  it('in front of the next sentence does not', () => {
    const text = 'That is all right.\n\n**Now** we go on.';
    expect(heardOffset(play(piecesOf(text), played))).toBe('That is all right.'.length);
  });

  it('in front of the reply is not heard by itself', () => {
    const pieces = piecesOf(`${'-='.repeat(260)} Hello there.`);
    expect(pieces[0]!.silent).toBe(true);
    expect(heardOffset(play(pieces))).toBe(0);
  });

  it('without a word behind it ends the reply', () => {
    const text = 'That is all right. 😀';
    const pieces = piecesOf(text);
    expect(pieces.at(-1)!.silent).toBe(true);
    expect(heardOffset(play(pieces, played))).toBe(text.length);
    expect(heardOffset(play(pieces, playing(0.5)))).toBeLessThan('That is all right.'.length);
  });
});

describe('the word that sounds', () => {
  const text = 'The first one is here.';
  const pieces = piecesOf(text);
  const shown = (fraction: number): string =>
    text.slice(0, spokenWordOffset(play(pieces, playing(fraction))));

  it('is marked as it begins', () => {
    expect(shown(0)).toBe('');
    expect(shown(0.01)).toBe('The');
    expect(shown(0.99)).toBe(text);
  });

  it('is never behind what was heard', () => {
    for (let fraction = 0; fraction <= 1; fraction += 0.01) {
      const heard = heardOffset(play(pieces, playing(fraction)));
      expect(shown(fraction).length).toBeGreaterThanOrEqual(heard);
    }
  });
});
