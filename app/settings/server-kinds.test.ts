import { expect, it } from 'vitest';
import { serverDefaults } from '../engines/server-defaults.ts';
import { createServerMemory } from './server-kinds.ts';

it('brings back what was written for a server before', () => {
  const memory = createServerMemory();
  expect(memory.change('a', undefined, 'echokit')).toBe(serverDefaults.echokit);
  const mine = { ...serverDefaults.echokit, url: 'ws://box.example/ws' };
  expect(memory.change('a', mine, 'engines')).toBeUndefined();
  expect(memory.change('a', undefined, 'realtime')).toBe(serverDefaults.realtime);
  expect(memory.change('a', serverDefaults.realtime, 'echokit')).toBe(mine);
  expect(memory.change('b', undefined, 'echokit')).toBe(serverDefaults.echokit);
});
