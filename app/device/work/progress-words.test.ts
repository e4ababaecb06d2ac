import { describe, expect, it } from 'vitest';
import type { LoaderProgress } from '../../../workers/loader-api.ts';
import { deviceStrings } from '../device.strings.ts';
import { progressWords } from './progress-words.ts';

const writing: LoaderProgress = {
  phase: 'writing',
  part: 2,
  parts: 3,
  name: 'factory',
  done: 1024 * 1024,
  total: 4 * 1024 * 1024,
  bytesPerSecond: 90 * 1024,
  millisLeft: 64_000,
};

describe('words of progress', () => {
  it('name part and phase, and count bytes, rate and time left', () => {
    expect(progressWords(writing, deviceStrings.en)).toEqual({
      share: 0.25,
      phase: 'factory, 2 of 3 – writing',
      figures: '1 MB / 4 MB · 90 KB/s · 1 min 4 s left',
    });
  });

  it('leave out what is not known yet', () => {
    const unknown = { ...writing, name: '', total: 0, bytesPerSecond: 0, millisLeft: null };
    expect(progressWords(unknown, deviceStrings.en)).toEqual({ share: null, phase: 'writing', figures: '' });
    expect(progressWords(null, deviceStrings.zh)).toEqual({ share: null, phase: '', figures: '' });
  });
});
