/** The editor's order of things: the newest choice wins, one is made at a time, nothing comes after it was closed. */
import { describe, expect, it } from 'vitest';
import type {
  MadePicture,
  OpenedPicture,
  PictureRecipe,
  PictureResult,
} from '../../../workers/picture-api.ts';
import { createPictureEditing, goalsWithin, type PictureEditingOptions } from './picture-editing.ts';
import type { PictureMaker } from './picture-maker.ts';

const sample = { width: 400, height: 200, close: () => undefined } as ImageBitmap;

function scene(options: Partial<PictureEditingOptions> = {}, frames = 1) {
  const asked: PictureRecipe[] = [];
  const answers: ((result: PictureResult<MadePicture>) => void)[] = [];
  const opened: OpenedPicture = { width: 400, height: 200, frames, sample, asItIs: null };
  const opens: unknown[] = [];
  const maker: PictureMaker = {
    open: (_files, target) => {
      opens.push(target);
      return Promise.resolve({ ok: true, value: opened });
    },
    make: (recipe) => {
      asked.push(recipe);
      return new Promise((take) => answers.push(take));
    },
    look: () => Promise.reject(new Error('not asked here')),
  };
  const editing = createPictureEditing({
    maker,
    files: [new Blob()],
    kind: 'background',
    board: 'square',
    limitBytes: 508_000,
    ...options,
  });
  const settle = () => new Promise((take) => setTimeout(take));
  const answer = async (bytes: number) => {
    const value: MadePicture = {
      bytes: new Uint8Array(bytes),
      shown: [],
      remarks: [],
      frames: 1,
      colours: 9,
    };
    answers.shift()?.({ ok: true, value });
    await settle();
  };
  const state = () => {
    const now = editing.store.getState();
    if (now.phase !== 'open') throw new Error(now.phase);
    return now;
  };
  return { editing, asked, answers, answer, opens, settle, state };
}

describe('choices', () => {
  it('are made at once, a still picture as small as is advised', async () => {
    const { asked, answer, settle, state } = scene();
    await settle();
    expect(asked).toMatchObject([{ goalBytes: 15_000, frames: 1, backdrop: '#000000', isSmooth: false }]);
    expect(state()).toMatchObject({ isWorking: true, made: null });
    await answer(7);
    expect(state()).toMatchObject({ isWorking: false, failure: null });
    expect(state().made?.bytes.length).toBe(7);
  });
  it('that come while one is made wait, and the last of them alone is made', async () => {
    const { editing, asked, answer, settle, state } = scene({}, 40);
    await settle();
    for (const goalBytes of [20, 30, 40]) editing.change({ goalBytes });
    expect(asked).toHaveLength(1);
    await answer(7);
    expect(asked.map(({ goalBytes }) => goalBytes)).toEqual([60_000, 40]);
    expect(state()).toMatchObject({ isWorking: true });
    await answer(8);
    expect(state()).toMatchObject({ isWorking: false });
    expect(state().made?.bytes.length).toBe(8);
  });
  it('of another screen open the file anew, and keep the rest', async () => {
    const { editing, opens, answer, settle, state } = scene();
    await settle();
    await answer(7);
    editing.change({ isSmooth: true });
    await answer(7);
    editing.changeBoard('wide');
    await settle();
    expect(opens).toEqual([
      { kind: 'background', board: 'square' },
      { kind: 'background', board: 'wide' },
    ]);
    expect(state().recipe).toMatchObject({ isSmooth: true, target: { board: 'wide' } });
  });
});

it('what cannot be made is said, and does not stop the next try', async () => {
  const { editing, answers, answer, settle, state } = scene();
  await settle();
  answers.shift()?.({ ok: false, error: { code: 'does-not-fit', message: '' } });
  await settle();
  expect(state()).toMatchObject({ isWorking: false, failure: 'does-not-fit', made: null });
  editing.change({ goalBytes: 60_000 });
  await settle();
  await answer(9);
  expect(state()).toMatchObject({ failure: null });
  expect(state().made?.bytes.length).toBe(9);
});

it('nothing comes after it was closed', async () => {
  const { editing, answer, settle, state } = scene();
  await settle();
  editing.close();
  await answer(7);
  expect(state().made).toBeNull();
});

it('an avatar is see-through, and all that fits may be chosen', async () => {
  const { asked, settle } = scene({ kind: 'avatar', limitBytes: 131_072 });
  await settle();
  expect(asked[0]).toMatchObject({ target: { kind: 'avatar' }, backdrop: null });
  expect(goalsWithin(131_072).map(([name]) => name)).toEqual(['advised', 'medium', 'most']);
  expect(goalsWithin(12_000)).toEqual([['most', 12_000]]);
});
