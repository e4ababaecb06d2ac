import { describe, expect, it } from 'vitest';
import { settled } from '../engines/testing/hand-clock.testing.ts';
import type { ConversationConfig } from '../../workers/conversation-api.ts';
import type { RelayFact } from '../../workers/relay-api.ts';
import { createRelaySession } from './relay-session.ts';
import { aBox, aFrame, macA, ScriptedRelay } from './relay.testing.ts';

const link = { origin: 'http://localhost:9090', session: 's', tab: 't' };

function start({ withCompanion = true, answered = false, present = 's' } = {}) {
  const relay = new ScriptedRelay();
  const facts: RelayFact[] = [];
  let kept = answered;
  const session = createRelaySession({
    relay: relay.remote,
    link: withCompanion ? link : undefined,
    freshSession: () => Promise.resolve(present),
    inspector: { add: (more) => facts.push(...more) },
    currentConfig: () =>
      Promise.resolve({
        debug: false,
        companion: { origin: 'http://localhost:9090', session: 's' },
      } as ConversationConfig),
    answering: {
      get: () => kept,
      set: (on) => {
        kept = on;
      },
    },
  });
  return { relay, session, facts, isKept: () => kept };
}

describe('the session of the Relay page', () => {
  it('connects as this tab, with the profile in use, and answers as it did before', async () => {
    const { relay, session } = start({ answered: true });
    await settled();
    expect(relay.called('connect')).toEqual([[link]]);
    expect(relay.called('setAnswering')).toEqual([[true]]);
    expect(relay.called('configure')).toMatchObject([[{ debug: false, companion: { session: 's' } }]]);
    expect(session.store.getState().answering).toBe(true);
    session.reconfigure();
    await settled();
    expect(relay.called('configure')).toHaveLength(2);
  });

  it('follows a companion that was started anew, with the line and with the engines', async () => {
    const { relay } = start({ present: 'another' });
    const lost = { state: 'lost', code: 1006, reason: '', retryAt: 0 } as const;
    relay.tell({ type: 'link', link: lost });
    relay.tell({ type: 'link', link: lost });
    await settled();
    expect(relay.called('connect')).toEqual([[link], [{ ...link, session: 'another' }]]);
    expect(relay.called('configure').at(-1)).toMatchObject([{ companion: { session: 'another' } }]);
  });

  it('leaves the line to itself while the same companion is there, or none', async () => {
    const { relay } = start();
    relay.tell({ type: 'link', link: { state: 'lost', code: 1006, reason: '', retryAt: 0 } });
    await settled();
    expect(relay.called('connect')).toHaveLength(1);
  });

  it('connects to nobody where there is no companion', async () => {
    const { relay } = start({ withCompanion: false });
    await settled();
    expect(relay.called('connect')).toEqual([]);
  });

  it('draws what the worker tells, and hands frames to the inspector', () => {
    const { relay, session, facts } = start();
    relay.tell({ type: 'box', box: aBox() });
    relay.tell({ type: 'facts', facts: [aFrame(0, '{"event":"StartChat"}')] });
    expect(session.store.getState().boxes).toEqual([aBox()]);
    expect(facts).toHaveLength(1);
  });

  it('asks the worker for what is pressed, and remembers who answers', async () => {
    const { relay, session, isKept } = start();
    session.setAnswering(true);
    session.own(macA, true);
    session.setMode(macA, { kind: 'pass-through', upstream: 'ws://host/ws' });
    session.look(true);
    expect(await session.setHello(macA, null)).toBeNull();
    expect(isKept()).toBe(true);
    expect(relay.called('own')).toEqual([[macA, true]]);
    expect(relay.called('setMode')).toEqual([[macA, { kind: 'pass-through', upstream: 'ws://host/ws' }]]);
    expect(relay.called('inspect')).toEqual([[true]]);
  });

  it('says when the worker cannot do it, and keeps what it showed', async () => {
    const { relay, session } = start();
    relay.tell({ type: 'box', box: aBox() });
    relay.broken = new Error('the worker is gone');
    session.interrupt(macA);
    expect(await session.setHello(macA, new Uint8Array(1))).toBe('worker-failed');
    await settled();
    expect(session.store.getState().workerFailed).toBe('the worker is gone');
    expect(session.store.getState().boxes).toHaveLength(1);
  });
});
