/** What is to be written for some changed settings, in which order, or why nothing is. Pure. */
import type { SettingEdit } from '../esp/settings/box-settings.ts';
import { maxAvatarBytes, maxBackgroundBytes } from '../gif/box-pictures.ts';
import { decodeGif } from '../gif/decode-gif.ts';
import { gifLimits } from '../gif/gif.ts';
import { err, ok, type Result } from '../result.ts';
import { maxValueBytes, type GattName, type GattSetting } from './characteristics.ts';
import { gifChunks } from './gif-chunks.ts';
import type { SetupMemory } from './setup-memory.ts';
import { encodeGain, encodeInt, encodeText } from './values.ts';

/** One setting's writes, each acknowledged before the next. */
export interface PlannedWrite {
  readonly name: GattSetting;
  readonly values: readonly Uint8Array<ArrayBuffer>[];
  /** Of a picture; 0 where one is taken away. */
  readonly fileBytes?: number;
}

export type WriteRefusalCode =
  /** It is a VibeKeys: a box's settings would destroy its own. */
  | 'bt-vibekeys'
  /** This firmware does not have the setting. */
  | 'bt-missing'
  | 'bt-second-background'
  /** Over the air a background can be replaced, not taken away. */
  | 'bt-background-stays'
  | 'bt-value-too-long'
  | 'bt-bad-number'
  | 'bt-picture-too-large'
  | 'bt-bad-picture';

export interface WriteRefusal {
  readonly code: WriteRefusalCode;
  readonly name: SettingEdit['key'];
  /** A finer reason, such as a code of `core/gif`. */
  readonly reason?: string;
}

export interface WriteSurroundings {
  readonly isVibeKeys: boolean;
  readonly offered: ReadonlySet<GattName>;
  readonly memory: SetupMemory;
}

/** Quick ones first; what takes long and may break off comes last. */
const order: readonly GattSetting[] = [
  'ssid',
  'pass',
  'server_url',
  'afe_linear_gain',
  'agc_tl_dbfs',
  'agc_cg_db',
  'avatar_gif',
  'background_gif',
];

/** What the firmware takes where nothing is stored. Source: EchoKit sheet 7.3. */
const defaults = { afe_linear_gain: 1.5, agc_tl_dbfs: 3, agc_cg_db: 15 } as const;

/** All of them or none: the first that cannot be written is the reason. */
export function planWrites(
  edits: readonly SettingEdit[],
  surroundings: WriteSurroundings,
): Result<readonly PlannedWrite[], WriteRefusal> {
  const writes: PlannedWrite[] = [];
  for (const edit of edits) {
    const planned = planWrite(edit, surroundings);
    if (!planned.ok) return planned;
    writes.push(planned.value);
  }
  return ok(writes.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)));
}

function planWrite(edit: SettingEdit, around: WriteSurroundings): Result<PlannedWrite, WriteRefusal> {
  const refuse = (code: WriteRefusalCode, reason?: string): Result<never, WriteRefusal> =>
    err({ code, name: edit.key, ...(reason !== undefined && { reason }) });
  if (around.isVibeKeys) return refuse('bt-vibekeys');
  if (edit.key === 'state' || !around.offered.has(edit.key)) return refuse('bt-missing');
  const one = (value: Uint8Array<ArrayBuffer>): Result<PlannedWrite, WriteRefusal> =>
    value.length > maxValueBytes ? refuse('bt-value-too-long') : ok({ name: edit.key, values: [value] });
  switch (edit.key) {
    case 'ssid':
    case 'pass':
    case 'server_url':
      return one(encodeText(edit.value ?? ''));
    case 'afe_linear_gain': {
      const gain = edit.value ?? defaults[edit.key];
      return Number.isFinite(gain) ? one(encodeGain(gain)) : refuse('bt-bad-number');
    }
    case 'agc_tl_dbfs':
    case 'agc_cg_db': {
      const value = edit.value ?? defaults[edit.key];
      return value === (value | 0) ? one(encodeInt(value)) : refuse('bt-bad-number');
    }
    case 'avatar_gif':
    case 'background_gif': {
      const picture = planPicture(edit.key, edit.value, around.memory);
      return picture.ok ? picture : refuse(picture.error.code, picture.error.reason);
    }
  }
}

type PictureRefusal = Pick<WriteRefusal, 'code' | 'reason'>;

function planPicture(
  name: 'avatar_gif' | 'background_gif',
  file: Uint8Array | null,
  memory: SetupMemory,
): Result<PlannedWrite, PictureRefusal> {
  const isAvatar = name === 'avatar_gif';
  if (file === null)
    return isAvatar
      ? ok({ name, values: [new Uint8Array()], fileBytes: 0 })
      : err({ code: 'bt-background-stays' });
  if (!isAvatar && memory.background) return err({ code: 'bt-second-background' });
  const maxBytes = isAvatar ? maxAvatarBytes : maxBackgroundBytes;
  if (file.length > maxBytes) return err({ code: 'bt-picture-too-large' });
  // The box panics at a picture that it cannot decode.
  const decoded = decodeGif(file, { ...gifLimits, bytes: maxBytes });
  if (!decoded.ok) return err({ code: 'bt-bad-picture', reason: decoded.error.code });
  const chunks = gifChunks(file);
  // An empty write makes the box forget the avatar that it was sent before.
  const values = isAvatar && memory.avatar ? [new Uint8Array(), ...chunks] : chunks;
  return ok({ name, values, fileBytes: file.length });
}
