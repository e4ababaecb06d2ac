import { describe, expect, it } from 'vitest';
import { note, spansOf, type TurnTrace } from './turn-trace.ts';

/** With speculation: the hard end comes last. */
const held: TurnTrace = {
  voiceStart: 0,
  lastVoiced: 1000,
  firstLow: 1090,
  softEnd: 1122,
  asrSent: 1122,
  asrDone: 1202,
  llmSent: 1202,
  llmFirstToken: 1302,
  firstPiece: 1310,
  ttsSent: 1310,
  ttsFirstByte: 1360,
  hardEnd: 1858,
  released: 1858,
  audioToPlayer: 1858,
  firstSample: 1880,
  discarded: [],
};

const lengths = (trace: TurnTrace): readonly (readonly [string, number])[] =>
  spansOf(trace).map(({ name, start, end }) => [name, end - start]);

describe('the spans of a turn', () => {
  it('name every wait, in order', () => {
    expect(lengths(held)).toEqual([
      ['turn:detection', 90],
      ['turn:soft-end', 32],
      ['turn:asr', 80],
      ['turn:llm-first-token', 100],
      ['turn:first-piece', 8],
      ['turn:tts-first-byte', 50],
      ['turn:hold', 498],
      ['turn:output', 22],
      ['turn:total', 880],
    ]);
  });

  it('wait for the hard end before recognition where nothing is done ahead', () => {
    const trace: TurnTrace = {
      ...held,
      asrSent: 1858,
      asrDone: 2158,
      llmSent: 2158,
      llmFirstToken: 2508,
      firstPiece: 2508,
      ttsSent: 2508,
      ttsFirstByte: 2628,
      audioToPlayer: 2629,
      firstSample: 2650,
    };
    expect(lengths(trace)).toEqual([
      ['turn:detection', 90],
      ['turn:soft-end', 32],
      ['turn:hold', 736],
      ['turn:asr', 300],
      ['turn:llm-first-token', 350],
      ['turn:tts-first-byte', 120],
      ['turn:output', 22],
      ['turn:total', 1650],
    ]);
  });

  it.each([held, { ...held, released: 1250 }, { ...held, ttsFirstByte: 1400, released: 1380 }])(
    'leave no gap and add up',
    (trace) => {
      const spans = spansOf(trace);
      const total = spans.at(-1)!;
      const parts = spans.slice(0, -1);
      expect(total.name).toBe('turn:total');
      expect(parts[0]!.start).toBe(total.start);
      expect(parts.at(-1)!.end).toBe(total.end);
      for (const [index, part] of parts.entries())
        if (index > 0) expect(part.start).toBe(parts[index - 1]!.end);
    },
  );

  it('begin with the sending of a typed turn', () => {
    const typed = {
      released: 0,
      llmSent: 0,
      llmFirstToken: 350,
      firstPiece: 360,
      ttsFirstByte: 480,
      firstSample: 500,
    };
    expect(lengths({ ...typed, discarded: [] }).map(([name]) => name)).toEqual([
      'turn:llm-first-token',
      'turn:first-piece',
      'turn:tts-first-byte',
      'turn:output',
      'turn:total',
    ]);
  });

  it('end where the turn ended', () => {
    expect(lengths({ lastVoiced: 0, firstLow: 60, discarded: [] })).toEqual([['turn:detection', 60]]);
    expect(spansOf({ discarded: [] })).toEqual([]);
  });
});

describe('noting an instant', () => {
  it('keeps the first', () => {
    expect(note(note({ discarded: [] }, 'softEnd', 5), 'softEnd', 9).softEnd).toBe(5);
  });
});
