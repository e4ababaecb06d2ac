/** What happens in the picture editor: a file is opened, and made anew whenever something is chosen differently. */
import { createStore, type StoreApi } from 'zustand';
import { avatarSize, screenSizes, type BoxBoard, type PictureSize } from '../../../core/gif/box-pictures.ts';
import { clampView, fillView } from '../../../core/gif/place-picture.ts';
import type {
  MadePicture,
  OpenedPicture,
  PictureFailureCode,
  PictureRecipe,
  PictureTarget,
} from '../../../workers/picture-api.ts';
import type { PictureKind } from '../settings-form-props.ts';
import type { PictureMaker } from './picture-maker.ts';

export type PictureEditingState =
  | { readonly phase: 'opening' }
  | { readonly phase: 'not-opened'; readonly code: PictureFailureCode }
  | {
      readonly phase: 'open';
      readonly opened: OpenedPicture;
      readonly recipe: PictureRecipe;
      /** The newest that was made, which the recipe may be ahead of. */
      readonly made: MadePicture | null;
      readonly failure: PictureFailureCode | null;
      readonly isWorking: boolean;
    };

export interface PictureEditing {
  readonly store: StoreApi<PictureEditingState>;
  readonly change: (part: Partial<Omit<PictureRecipe, 'target'>>) => void;
  readonly changeBoard: (board: BoxBoard) => void;
  /** Nothing that is still under way is told any more. */
  readonly close: () => void;
}

export type PictureGoal = 'advised' | 'medium' | 'most';

/** Sizes to choose from that a box takes. */
export function goalsWithin(limitBytes: number): readonly (readonly [PictureGoal, number])[] {
  const goals = [
    ['advised', 15_000],
    ['medium', 60_000],
  ] as const;
  return [...goals.filter(([, bytes]) => bytes < limitBytes), ['most', limitBytes]];
}

export const targetSize = (target: PictureTarget): PictureSize =>
  target.kind === 'avatar' ? avatarSize : screenSizes[target.board];

export interface PictureEditingOptions {
  readonly maker: PictureMaker;
  readonly files: readonly Blob[];
  readonly kind: PictureKind;
  readonly board: BoxBoard;
  readonly limitBytes: number;
}

export function createPictureEditing(options: PictureEditingOptions): PictureEditing {
  const { maker, files, kind, limitBytes } = options;
  const store = createStore<PictureEditingState>(() => ({ phase: 'opening' }));
  let isClosed = false;
  let isMaking = false;
  /** Counts openings; what belongs to an earlier one is dropped. */
  let opening = 0;

  async function open(target: PictureTarget, before?: PictureRecipe): Promise<void> {
    const mine = ++opening;
    const opened = await maker.open(files, target, limitBytes);
    if (isClosed || mine !== opening) return;
    if (!opened.ok) return store.setState({ phase: 'not-opened', code: opened.error.code }, true);
    const { frames, sample } = opened.value;
    const [smallest] = goalsWithin(limitBytes);
    const recipe: PictureRecipe = {
      backdrop: kind === 'avatar' ? null : '#000000',
      isSmooth: false,
      // Movement needs room; a still picture starts the box quickest when it is small.
      goalBytes: frames > 1 || !smallest ? Math.min(60_000, limitBytes) : smallest[1],
      frames: Math.min(frames, 24),
      ...before,
      target,
      view: clampView(before?.view ?? fillView, sample, targetSize(target)),
    };
    store.setState(
      { phase: 'open', opened: opened.value, recipe, made: null, failure: null, isWorking: false },
      true,
    );
    void make();
  }

  /** One at a time; what was chosen meanwhile is made next. */
  async function make(): Promise<void> {
    if (isMaking) return;
    isMaking = true;
    try {
      for (;;) {
        const state = store.getState();
        if (isClosed || state.phase !== 'open') return;
        const { recipe } = state;
        store.setState({ ...state, isWorking: true });
        const made = await maker.make(recipe);
        const now = store.getState();
        if (isClosed || now.phase !== 'open') return;
        const isNewest = now.recipe === recipe;
        store.setState({
          ...now,
          made: made.ok ? made.value : isNewest ? null : now.made,
          failure: made.ok ? null : made.error.code,
          isWorking: !isNewest,
        });
        if (isNewest) return;
      }
    } finally {
      isMaking = false;
    }
  }

  void open(kind === 'avatar' ? { kind } : { kind, board: options.board });
  return {
    store,
    change: (part) => {
      const state = store.getState();
      if (state.phase !== 'open') return;
      const recipe = { ...state.recipe, ...part };
      store.setState({ ...state, recipe });
      void make();
    },
    changeBoard: (board) => {
      const state = store.getState();
      if (kind === 'avatar' || state.phase !== 'open') return;
      void open({ kind, board }, state.recipe);
    },
    close: () => {
      isClosed = true;
    },
  };
}
