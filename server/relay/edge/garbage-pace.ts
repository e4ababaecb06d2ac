/**
 * What passes through the relay lies outside of V8's heap, where V8 allows for 8 MB between two searches of the whole
 * heap. 200 boxes that are read along fill those 2.5 times a second, and each search stops all lines for 4 to 30 ms:
 * it was those that added 7 ms to the 99th percentile of the delay, with a processor that was idle for three quarters
 * of the time. With a heap that may grow to four times what is in use, the small searches find nearly all of it.
 */
import { setFlagsFromString } from 'node:v8';

/** Of the whole process. It costs some 50 MB with 200 boxes. */
export const searchGarbageSeldom = (): void => setFlagsFromString('--heap-growing-percent=300');
