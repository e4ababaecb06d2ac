import { describe, expect, it } from 'vitest';
import type { CompanionMessage } from '../../../core/relay/relay-message.ts';
import { Walk, type WalkOptions } from './walk.testing.ts';

const seeds = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

describe.each<[string, WalkOptions, number]>([
  ['one companion', { companions: 1, steps: 600, breakdowns: false }, 4],
  ['three companions', { companions: 3, steps: 600, breakdowns: false }, 3],
  ['three companions that break down', { companions: 3, steps: 600, breakdowns: true }, 4],
])('%s, whatever happens', (_, options, count) => {
  const walks: Walk[] = [];

  it.each(seeds(count))('[H1] [H3] [H5] [H10] [H13] [H16] keeps its promises on walk %i', async (seed) => {
    const walk = new Walk(seed, options);
    walks.push(walk);
    await walk.go();
  });

  it('goes everywhere', () => {
    const tabs = walks.flatMap(({ companions }) => companions.flatMap((companion) => companion.tabs));
    const notices = new Set(walks.flatMap(({ world }) => world.notices));
    expect([...notices].sort()).toEqual(['no-answer', 'no-tab', 'unreachable']);
    const refusals = new Set(tabs.flatMap((tab) => tab.of('refused').map(({ code }) => code)));
    for (const code of ['owned', 'not-owner', 'box-unknown']) expect(refusals).toContain(code);
    expect(tabs.reduce((sum, tab) => sum + tab.frames.length, 0)).toBeGreaterThan(400);
    expect(tabs.reduce((sum, tab) => sum + tab.lost, 0)).toBeGreaterThan(40);
    const passed = walks.flatMap(({ world }) => world.upstreams.flatMap(({ got }) => got));
    expect(passed.length).toBeGreaterThan(10);
    const told = new Set<CompanionMessage['type']>();
    for (const tab of tabs) for (const { type } of tab.messages) told.add(type);
    for (const type of ['attached', 'box', 'socket-opened', 'socket-closed', 'frame', 'gap'] as const)
      expect(told).toContain(type);
    const log = walks.flatMap(({ world }) => world.log).join('\n');
    if (options.companions > 1) expect(log).toContain('has gone to companion');
    if (options.breakdowns) expect(log).toMatch(/companion \S+ is lost/);
  });
});
