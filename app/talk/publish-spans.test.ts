import { describe, expect, it } from 'vitest';
import { createSpanPublisher } from './publish-spans.ts';
import { turnView } from './turns.testing.ts';

interface Published {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly turn: number;
}

function setUp() {
  const measures: Published[] = [];
  const publish = createSpanPublisher({
    timeOrigin: 1000,
    measure: (name: string, options: PerformanceMeasureOptions) => {
      const { start, end, detail } = options as { start: number; end: number; detail: { turn: number } };
      measures.push({ name, start, end, turn: detail.turn });
      return {} as PerformanceMeasure;
    },
  });
  return { publish, measures };
}

const trace = { discarded: [], lastVoiced: 2000, softEnd: 2100, asrDone: 2400, firstSample: 2900 };

describe('createSpanPublisher', () => {
  it("tells each span on the page's clock, with the number of its turn", () => {
    const { publish, measures } = setUp();
    publish(turnView({ id: 7, status: 'speaking', trace }));
    expect(measures).toEqual([
      { name: 'turn:soft-end', start: 1000, end: 1100, turn: 7 },
      { name: 'turn:asr', start: 1100, end: 1400, turn: 7 },
      { name: 'turn:output', start: 1400, end: 1900, turn: 7 },
      { name: 'turn:total', start: 1000, end: 1900, turn: 7 },
    ]);
  });

  it('waits for the reply to be heard, and tells once', () => {
    const { publish, measures } = setUp();
    const { firstSample: _, ...unheard } = trace;
    publish(turnView({ status: 'thinking', trace: unheard }));
    expect(measures).toEqual([]);
    publish(turnView({ status: 'speaking', trace }));
    publish(turnView({ status: 'done', trace }));
    expect(measures.filter(({ name }) => name === 'turn:total')).toHaveLength(1);
  });

  it('tells what there is of a turn that ended without a sound', () => {
    const { publish, measures } = setUp();
    const { firstSample: _, ...unheard } = trace;
    publish(turnView({ status: 'done', trace: unheard }));
    expect(measures.map(({ name }) => name)).toEqual(['turn:soft-end', 'turn:asr']);
  });

  it('waits for what becomes of a failed turn', () => {
    const { publish, measures } = setUp();
    publish(turnView({ status: 'failed', trace: { discarded: [], lastVoiced: 2000, softEnd: 2100 } }));
    publish(turnView({ status: 'done', trace }));
    expect(measures.map(({ name }) => name)).toContain('turn:total');
  });
});
