import { expect, it } from 'vitest';
import { encodeServerEvent } from '../../../core/echokit/encode-server-event.ts';
import { aFrame, macA, macB } from '../relay.testing.ts';
import {
  everything,
  filterEntries,
  namesIn,
  withoutSound,
  type InspectorFilter,
} from './inspector-filter.ts';
import { appendFacts, emptyLog, liveLimits } from './inspector-log.ts';

const { entries } = appendFacts(
  emptyLog,
  [
    { kind: 'opened', box: macA, socket: 1, at: 0, query: '' },
    aFrame(0, '{"event":"StartChat"}'),
    aFrame(1, new Uint8Array(1024), { direction: 'up' }),
    aFrame(2, encodeServerEvent({ event: 'ASR', text: 'A train to the Coast' })),
    aFrame(3, encodeServerEvent({ event: 'AudioChunk', data: new Uint8Array(4) })),
    aFrame(0, encodeServerEvent({ event: 'EndResponse' }), { box: macB }),
  ],
  liveLimits,
);
const shown = (filter: Partial<InspectorFilter>) =>
  filterEntries(entries, { ...everything, ...filter }).map((entry) =>
    entry.kind === 'frame' ? entry.event : entry.kind,
  );

it('shows all of it, or what was asked for', () => {
  expect(filterEntries(entries, everything)).toBe(entries);
  expect(shown({ box: macB })).toEqual(['EndResponse']);
  expect(shown({ direction: 'up' })).toEqual(['StartChat', 'PCM']);
  expect(shown({ event: 'ASR' })).toEqual(['ASR']);
  expect(shown({ event: withoutSound })).toEqual(['opened', 'StartChat', 'ASR', 'EndResponse']);
  expect(shown({ text: ' coast ' })).toEqual(['ASR']);
  expect(shown({ text: 'endresp' })).toEqual(['EndResponse']);
  expect(shown({ box: macA, direction: 'down', text: 'audio' })).toEqual(['AudioChunk']);
});

it('knows what there is to choose from', () => {
  expect(namesIn(entries)).toEqual({
    events: ['ASR', 'AudioChunk', 'EndResponse', 'PCM', 'StartChat'],
    boxes: [macB, macA],
  });
});
