/** Pictures for a box's screen: decoding, choosing colours and packing take longer than the page may be kept waiting. */
import { expose } from 'comlink';
import type { PictureApi } from './picture-api.ts';
import { PictureDesk } from './picture/picture-desk.ts';

expose(new PictureDesk() satisfies PictureApi);
