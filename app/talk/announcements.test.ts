import { describe, expect, it } from 'vitest';
import type { TurnView } from '../../workers/conversation-api.ts';
import { announcementsOf } from './announcements.ts';
import { turnView } from './turns.testing.ts';

const kinds = (turn: Partial<TurnView>) => announcementsOf(turnView(turn)).map(({ kind }) => kind);

describe('announcementsOf', () => {
  it('says nothing while words are still coming', () => {
    expect(kinds({ status: 'open', user: { text: 'Hel', partial: true } })).toEqual([]);
    expect(kinds({ status: 'thinking', user: { text: 'Hello', partial: true } })).toEqual([]);
  });
  it("says the person's words when they are final, the reply when it is over", () => {
    expect(kinds({ status: 'speaking' })).toEqual(['user']);
    expect(kinds({ status: 'done' })).toEqual(['user', 'assistant']);
  });
  it('says of a reply that was cut off what was heard', () => {
    const cut = { text: 'Hello. How are you?', complete: true, pieces: [], heard: 6 };
    expect(announcementsOf(turnView({ status: 'interrupted', reply: cut }))).toContainEqual({
      key: 'assistant 1',
      kind: 'assistant',
      text: 'Hello.',
    });
  });
  it('does not read typed words back', () => {
    expect(kinds({ source: 'text', status: 'done' })).toEqual(['assistant']);
  });
  it('says what went wrong', () => {
    const failure = { stage: 'llm', code: 'offline', message: '', details: {}, retryable: true } as const;
    const nothing = { text: '', complete: false, pieces: [], heard: 0 };
    expect(kinds({ status: 'failed', reply: nothing, failure })).toEqual(['user', 'failure']);
  });
});
