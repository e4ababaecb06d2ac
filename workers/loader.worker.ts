/** Where the {@link Loader} lives: real time, IndexedDB, and comlink for the page's commands. */
import { expose } from 'comlink';
import { systemClock } from './loader/clock.ts';
import { browserKeptWrites } from './loader/kept-writes.ts';
import { Loader } from './loader/loader.ts';

expose(new Loader({ clock: systemClock, wallNow: () => Date.now(), keptWrites: browserKeptWrites() }));
