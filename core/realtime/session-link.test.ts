import { describe, expect, it } from 'vitest';
import { quarter, serverTurn, speak } from './openai-server.testing.ts';
import { World } from './world.testing.ts';

describe('the connection', () => {
  it('[R4] follows the server from beta to GA and back', () => {
    const world = new World('openai');
    world.begin('echokit');
    expect(world.state.dialect).toBe('echokit');
    expect(world.sent.every(({ dialect }) => dialect === 'echokit')).toBe(true);
    const other = new World('echokit');
    other.begin('openai');
    expect(other.state.dialect).toBe('openai');
    expect(other.notices).toEqual(['dialect-changed']);
    const third = new World('hugging-face');
    third.begin('openai');
    expect(third.state.dialect).toBe('hugging-face');
  });

  it('[R4] [R6] gives each step its time, dials again, and gives up', () => {
    const world = new World('openai');
    world.tell({ type: 'begin' });
    expect([...world.timers]).toEqual([['connect', 10_000]]);
    world.says('session.created', { session: { type: 'realtime' } });
    expect([...world.timers]).toEqual([['configure', 5_000]]);
    world.fire('configure');
    const waits = [world.timers.get('reconnect')];
    for (let attempt = 0; attempt < 4; attempt++) {
      world.fire('reconnect');
      world.fire('connect');
      waits.push(world.timers.get('reconnect'));
    }
    world.fire('reconnect');
    world.fire('connect');
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000]);
    expect(world.notices.at(-1)).toBe('gave-up');
    expect(world.state.link).toBe('closed');
    expect(world.timers.size).toBe(0);
  });

  it('[R6] plays out what came, tells that the server forgot, and hears nobody of before', () => {
    const world = new World('openai');
    world.begin();
    serverTurn(world, 'u1', 'r1');
    speak(world, 'r1', 'a1', 'One two.', quarter);
    world.tell({ type: 'link-lost', link: 1 });
    expect(world.ended.has('r1')).toBe(true);
    world.drained('r1');
    expect(world.turns.get(1)).toBe('done');
    world.fire('reconnect');
    world.tell({ type: 'server-said', link: 1, said: { type: 'session-created', shape: 'nested' } });
    expect(world.state.link).toBe('connecting');
    world.agree();
    expect(world.notices).toEqual(['link-lost', 'reconnected']);
  });

  it('[R7] explains a refusal and does not try again', () => {
    const world = new World('openai');
    world.tell({ type: 'begin' });
    world.says('error', { error: { type: 'invalid_request_error', code: 'invalid_api_key', message: 'no' } });
    expect(world.state.link).toBe('closed');
    expect(world.notices).toEqual(['session-refused']);
    expect(world.connected).toBeNull();
    expect(world.timers.size).toBe(0);
  });

  it('[R21] [R22] a reply that stays away fails the turn, and is cancelled', () => {
    const world = new World('openai');
    world.begin();
    world.tell({ type: 'text-submitted', text: 'Hi' });
    expect(world.timers.get('answer')).toBe(15_000);
    world.fire('answer');
    expect(world.turns.get(1)).toBe('failed');
    expect(world.notices).toEqual(['no-answer']);
    expect(world.sentTypes().at(-1)).toBe('response.cancel');
    expect(world.timers.get('cancel')).toBe(5_000);
    world.fire('cancel');
    expect(world.timers.has('reconnect')).toBe(true);
  });
});
