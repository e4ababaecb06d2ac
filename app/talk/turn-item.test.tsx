// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { createStore } from 'zustand';
import type { TurnFailure, TurnView } from '../../workers/conversation-api.ts';
import { setLanguage } from '../ui/language.ts';
import { TurnItem } from './turn-item.tsx';
import { turnView } from './turns.testing.ts';

afterEach(() => {
  cleanup();
  setLanguage('en');
});

function show(
  turn: Partial<TurnView>,
  { liveFrom = 1, recordings = new Set<string>(), hook = memoryLocation().hook } = {},
) {
  const retried: number[] = [];
  const played: unknown[] = [];
  const clips = {
    store: createStore<{ readonly playing?: string }>(() => ({})),
    toggle: (name: unknown) => {
      played.push(name);
      return Promise.resolve();
    },
  };
  render(
    <Router hook={hook}>
      <ol>
        <TurnItem
          turn={turnView(turn)}
          tools={{ clips, recordings, liveFrom, onRetry: (id) => retried.push(id) }}
        />
      </ol>
    </Router>,
  );
  return { retried, played, item: screen.getByRole('listitem') };
}

const nothing = { text: '', complete: false, pieces: [], heard: 0 };
const refused: TurnFailure = {
  stage: 'llm',
  code: 'key-refused',
  message: '401 from https://a.example',
  details: { status: 401, service: 'Incorrect API key provided', url: 'https://a.example/v1' },
  retryable: true,
};

describe('a turn', () => {
  it('waits for words before there are any', () => {
    const { item } = show({ status: 'open', user: { text: '', partial: true }, reply: nothing });
    expect(item.textContent).toContain('Listening …');
  });

  it('strikes out what was not heard, and says why', () => {
    const cut = { text: 'Yes. At ten.', complete: true, pieces: [], heard: 4 };
    const { item } = show({ status: 'interrupted', reply: cut });
    expect(item.querySelector('del')?.textContent).toBe(' At ten.');
    expect(item.textContent).toContain('You interrupted here');
  });

  it("says which stage failed, what to do and, on demand, the service's own words", () => {
    const { item } = show({ status: 'failed', reply: nothing, failure: refused });
    expect(item.textContent).toContain('Language model');
    expect(item.textContent).toContain('The key was refused');
    expect(screen.getByText('Incorrect API key provided').closest('details')?.open).toBe(false);
    expect(screen.getByText('key-refused · 401 · https://a.example/v1')).toBeTruthy();
  });

  it('sends a failed turn again while the worker has it, and only its text afterwards', () => {
    const { retried } = show({ id: 5, status: 'failed', reply: nothing, failure: refused });
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retried).toEqual([5]);
    cleanup();
    show({ id: 5, status: 'failed', reply: nothing, failure: refused }, { liveFrom: 6 });
    expect(screen.getByRole('button', { name: 'Send the text again' })).toBeTruthy();
    cleanup();
    const unheard = { text: '', partial: false };
    show({ id: 5, status: 'failed', user: unheard, reply: nothing, failure: refused }, { liveFrom: 6 });
    expect(screen.queryByRole('button', { name: /again/ })).toBeNull();
  });

  it.each([
    ['asr', 'ears'],
    ['llm', 'brain'],
    ['tts', 'voice'],
    ['microphone', 'sound'],
  ] as const)('leads from a failure of %s to Settings, section %s', (stage, section) => {
    const { hook, history } = memoryLocation({ record: true });
    show({ status: 'failed', reply: nothing, failure: { ...refused, stage } }, { hook });
    fireEvent.click(screen.getByRole('button', { name: 'Settings' }));
    expect(history.at(-1)).toBe(`/settings/${section}`);
  });

  it('offers no second try for a piece that was only shown', () => {
    const failure: TurnFailure = { ...refused, stage: 'tts', code: 'service-failed', retryable: false };
    const { item } = show({ status: 'done', failure });
    expect(item.textContent).toContain('The conversation goes on.');
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('plays what was recorded, and offers nothing else', () => {
    const { played } = show({ id: 3 }, { recordings: new Set(['3:user']) });
    fireEvent.click(screen.getByRole('button', { name: 'Play what you said' }));
    expect(played).toEqual([{ turn: 3, side: 'user' }]);
    expect(screen.queryByRole('button', { name: 'Play the answer' })).toBeNull();
  });

  it('compares what was spoken with the budget, not what was typed', () => {
    const trace = { discarded: [], released: 1000, firstSample: 1900 };
    expect(show({ trace: { ...trace, lastVoiced: 1000 } }).item.textContent).toContain(
      '93 ms under the budget',
    );
    cleanup();
    const typed = show({ trace, source: 'text' });
    expect(typed.item.textContent).toContain('900 ms to the first sound');
    expect(typed.item.textContent).not.toContain('budget');
  });

  it('speaks Chinese', () => {
    setLanguage('zh');
    const { item } = show({ status: 'failed', reply: nothing, failure: refused });
    expect(item.textContent).toContain('语言模型');
    expect(screen.getByRole('button', { name: '重试' })).toBeTruthy();
  });
});
