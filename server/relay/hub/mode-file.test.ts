import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredMode } from './hub-api.ts';
import { ModeFile } from './mode-file.ts';

const modes = new Map<string, StoredMode>([
  ['b1', { mode: { kind: 'answer' }, at: 1 }],
  ['b2', { mode: { kind: 'pass-through', upstream: 'wss://up/ws' }, at: 2.5 }],
]);

describe('the file of modes', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'echokit-modes-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is empty at first, and then what was saved last, for its owner only', async () => {
    const dir = join(folder, 'state', 'deep');
    const file = new ModeFile(dir);
    expect(await file.load()).toEqual({ ok: true, value: new Map() });
    const both = await Promise.all([file.save(new Map()), file.save(modes)]);
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
    expect(await new ModeFile(dir).load()).toEqual({ ok: true, value: modes });
    expect((await stat(file.path)).mode & 0o077).toBe(0);
    expect(await readdir(dir)).toEqual(['box-modes.json']);
  });

  it.each([
    '',
    '{',
    '{"version":2,"boxes":[]}',
    '{"version":1,"boxes":[{"id":"../b","mode":{"kind":"answer"},"at":1}]}',
  ])('is set aside where it is none: %s', async (text) => {
    const file = new ModeFile(folder);
    await writeFile(file.path, text);
    expect(await file.load()).toMatchObject({ ok: false });
    expect(await readFile(`${file.path}.bad`, 'utf8')).toBe(text);
    expect(await file.load()).toEqual({ ok: true, value: new Map() });
  });

  it('says where it cannot be written', async () => {
    const blocked = join(folder, 'a-file');
    await writeFile(blocked, '');
    expect(await new ModeFile(blocked).save(modes)).toMatchObject({ ok: false });
  });
});
