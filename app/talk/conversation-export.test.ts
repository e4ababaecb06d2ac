import { describe, expect, it } from 'vitest';
import { parseWav } from '../../core/audio/wav.ts';
import { emptyTrace } from '../../core/trace/turn-trace.ts';
import type { TurnView } from '../../workers/conversation-api.ts';
import {
  conversationJson,
  conversationMarkdown,
  conversationWav,
  exportFileName,
  type ExportedConversation,
} from './conversation-export.ts';

const words = { you: 'You', assistant: 'EchoKit', untitled: 'Untitled', wait: (ms: number) => `${ms} ms` };

function turn(overrides: Partial<TurnView>): TurnView {
  return {
    id: 1,
    source: 'voice',
    status: 'done',
    startedAt: 0,
    user: { text: 'Hello there.', partial: false },
    reply: { text: 'Hello. How are you?', complete: true, pieces: [], heard: 19 },
    trace: { ...emptyTrace, lastVoiced: 1000, firstSample: 1930 },
    ...overrides,
  };
}

const conversation = (...turns: TurnView[]): ExportedConversation => ({
  title: 'Hello there.',
  startedAt: Date.UTC(2026, 0, 2),
  turns,
});

describe('conversation export', () => {
  it('writes both sides and the wait as Markdown', () => {
    expect(conversationMarkdown(conversation(turn({})), words)).toBe(
      '# Hello there.\n\n2026-01-02T00:00:00.000Z\n\n**You:** Hello there.\n\n**EchoKit:** Hello. How are you?\n\n*930 ms*\n',
    );
  });

  it('strikes through what was not heard', () => {
    const interrupted = turn({
      status: 'interrupted',
      reply: { text: 'Hello. How are you?', complete: true, pieces: [], heard: 6 },
    });
    expect(conversationMarkdown(conversation(interrupted), words)).toContain('Hello. ~~How are you?~~');
  });

  it('leaves out what was not taken as speech', () => {
    const dropped = turn({ status: 'dropped', user: { text: 'Thank you.', partial: false } });
    expect(conversationMarkdown(conversation(dropped), words)).not.toContain('Thank you');
  });

  it('keeps every span in the JSON', () => {
    const parsed = JSON.parse(conversationJson(conversation(turn({})))) as {
      turns: { spans: { name: string }[] }[];
    };
    expect(parsed.turns[0]?.spans.map(({ name }) => name)).toContain('turn:total');
  });

  it('joins both sides in one WAV, brought to one rate', () => {
    const wav = parseWav(
      conversationWav([
        { turn: 1, side: 'user', sampleRate: 16_000, pcm: new Int16Array(16_000).fill(8192) },
        { turn: 1, side: 'assistant', sampleRate: 24_000, pcm: new Int16Array(12_000).fill(-8192) },
      ]),
    );
    expect(wav.ok).toBe(true);
    if (!wav.ok) return;
    expect(wav.value.format.sampleRate).toBe(24_000);
    expect(wav.value.samples.length).toBe(24_000 + 7200 + 12_000);
    expect(wav.value.samples[12_000]).toBeCloseTo(0.25, 2);
    expect(wav.value.samples[24_000 + 3600]).toBe(0);
    expect(wav.value.samples[24_000 + 7200 + 6000]).toBeCloseTo(-0.25, 2);
  });

  it('names files after the day and the first words, in any script', () => {
    expect(exportFileName(conversation(), 'md')).toBe('echokit-2026-01-02-hello-there.md');
    expect(exportFileName({ ...conversation(), title: '海边的火车？' }, 'wav')).toBe(
      'echokit-2026-01-02-海边的火车.wav',
    );
    expect(exportFileName({ ...conversation(), title: '' }, 'json')).toBe('echokit-2026-01-02.json');
  });
});
