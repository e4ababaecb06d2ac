import type { Plugin } from 'vite';
import { cutEspeakData } from './cut-espeak-data.ts';

/** Puts the data of the page's own voice where the app imports it from, for a build and for the dev server. */
export function voicesPlugin(): Plugin {
  return {
    name: 'echokit-voices',
    async buildStart() {
      await cutEspeakData();
    },
  };
}
