import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, it } from 'vitest';
import { encodeWav } from '../../core/audio/wav.ts';
import { makeHelloClip } from '../../core/echokit/server-session/hello-clip.ts';
import { BoxFiles } from './box-files.ts';
import type { BoxMemory } from './box-store.ts';
import { createBrowserBoxStore } from './browser-box-store.ts';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

const memory: BoxMemory = {
  box: 'aa',
  past: [{ user: 'Hello.', assistant: 'Hi.' }],
  turns: [],
  nextTurn: 2,
  place: { socket: 3, seq: 40 },
  was: 'quiet',
};
const wav = encodeWav(new Float32Array(8000).fill(0.1), 16_000);

it('keeps conversations and set-ups for the next life of the tab, and forgets them with the box', async () => {
  const files = new BoxFiles(createBrowserBoxStore());
  await files.loaded;
  files.remember(memory);
  files.change('aa', { settings: { voice: 'samples' } });
  expect(files.setHello(null, wav)).toBeNull();
  expect(files.setHello('aa', Uint8Array.of(1))).toBe('hello-malformed');
  const store = createBrowserBoxStore();
  // Nobody waits for what is written.
  while ((await store.load()).setUps.length < 2);
  const again = new BoxFiles(store);
  await again.loaded;
  expect(again.memory('aa')).toEqual(memory);
  expect(again.setUp('aa').settings).toEqual({ voice: 'samples' });
  const clip = makeHelloClip(wav);
  expect(clip.ok && again.helloOf('aa')).toEqual(clip.ok && clip.value);
  expect(again.helloView('bb')).toEqual({ bytes: 16_044, seconds: 0.5 });
  again.forget('aa');
  while ((await store.load()).memories.length > 0);
  const last = await store.load();
  expect(last.setUps.map(({ box }) => box)).toEqual(['']);
});

it('does without where the browser keeps nothing', async () => {
  const broken = () => Promise.reject(new Error('no storage'));
  const files = new BoxFiles({ load: broken, saveMemory: broken, saveSetUp: broken, forget: broken });
  await files.loaded;
  files.remember(memory);
  files.change('aa', { settings: { voice: 'samples' } });
  expect(files.memory('aa')).toEqual(memory);
  expect(files.setUp('aa').settings.voice).toBe('samples');
  files.forget('aa');
  expect(files.memory('aa')).toBeUndefined();
});
