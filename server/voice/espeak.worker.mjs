// A worker thread starts without its parent's TypeScript loader, and Node 20 has none of its own.
import { register } from 'tsx/esm/api';

register();
await import('./espeak-worker.ts');
