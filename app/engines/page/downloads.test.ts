import { describe, expect, test } from 'vitest';
import { scriptedLanguageModel } from '../testing/scripted-language-model.testing.ts';
import { scriptedRecognition } from '../testing/scripted-recognition.testing.ts';
import { downloadLanguageModel, installRecognition } from './downloads.ts';

const signal = new AbortController().signal;

describe('downloads', () => {
  test('the language model reports how far it is', async () => {
    const { model, log } = scriptedLanguageModel();
    const progress: number[] = [];
    const slow = {
      ...model,
      create: (options: Parameters<typeof model.create>[0]) => {
        const monitor = new EventTarget();
        options.monitor?.(monitor);
        for (const loaded of [0, 0.5, 1]) {
          monitor.dispatchEvent(Object.assign(new Event('downloadprogress'), { loaded }));
        }
        return model.create(options);
      },
    };
    await downloadLanguageModel('en-US', { signal, onProgress: (share) => progress.push(share) }, slow);
    expect(progress).toEqual([0, 0.5, 1]);
    expect(log.at(-1)).toBe('destroy');
  });

  test('a browser without a model, and one that fails', async () => {
    await expect(downloadLanguageModel('en', { signal }, undefined)).rejects.toMatchObject({
      code: 'model-missing',
    });
    const failing = {
      ...scriptedLanguageModel().model,
      create: () => Promise.reject(new Error('disk full')),
    };
    await expect(downloadLanguageModel('en', { signal }, failing)).rejects.toMatchObject({
      message: 'disk full',
    });
  });

  test('a recogniser is installed where the browser can', async () => {
    const { Recognition } = scriptedRecognition();
    expect(await installRecognition('en-US', Recognition)).toBe(false);
    const installing = Object.assign(Recognition, { install: () => Promise.resolve(true) });
    expect(await installRecognition('en-US', installing)).toBe(true);
  });
});
