/**
 * What a box's firmware does with what it is sent in setup mode, upstream's faults included. Nothing here knows of
 * Bluetooth. Sources: EchoKit sheet 1.4, 7.3, 7.4 and 11; device sheet C.7.
 */
import type { GattName } from '../../core/box-gatt/characteristics.ts';
import { resetText } from '../../core/box-gatt/characteristics.ts';
import {
  decodeGain,
  decodeInt,
  decodeText,
  encodeGain,
  encodeInt,
  encodeText,
} from '../../core/box-gatt/values.ts';
import { maxAvatarBytes, maxBackgroundBytes } from '../../core/gif/box-pictures.ts';
import { decodeGif } from '../../core/gif/decode-gif.ts';
import { gifLimits } from '../../core/gif/gif.ts';

export type GattFirmware = '0.2.1' | '0.3.0' | '0.3.2' | 'vibekeys';

/** What survives a restart. */
export interface StoredSettings {
  ssid: string;
  pass: string;
  server_url: string;
  afe_linear_gain: number;
  agc_tl_dbfs: number;
  agc_cg_db: number;
  background_gif?: Uint8Array;
  avatar_gif?: Uint8Array;
}

/** A picture as it comes in. */
interface Upload {
  bytes: number[];
  /** A piece shorter than 512 bytes has come. */
  isComplete: boolean;
  /** Anything has been written to it, the empty write included. */
  isTouched: boolean;
}

/** `rejected`: answered with an error, nothing changed but an overfull buffer. */
export type WriteAnswer = 'taken' | 'rejected';

const offeredBy: Readonly<Record<GattFirmware, readonly GattName[]>> = {
  '0.2.1': ['ssid', 'pass', 'server_url', 'background_gif', 'reset'],
  '0.3.0': [
    'ssid',
    'pass',
    'server_url',
    'background_gif',
    'reset',
    'afe_linear_gain',
    'agc_tl_dbfs',
    'agc_cg_db',
  ],
  '0.3.2': [
    'ssid',
    'pass',
    'server_url',
    'background_gif',
    'avatar_gif',
    'reset',
    'afe_linear_gain',
    'agc_tl_dbfs',
    'agc_cg_db',
  ],
  /** The same service, with a JSON document and a PNG where a box has an address and a GIF. */
  vibekeys: ['server_url', 'background_gif', 'reset'],
};

/** Largest background that the firmware collects. */
const backgroundCap = 1024 * 1024;
/** A piece of this length is not the last one. */
const fullChunkBytes = 512;

const vibeKeysConfig =
  '{"wifi_list":[{"ssid":"desk","pass":"twelve-keys"}],"server_url":"mqtt://keys.example","mic_model":"builtin"}';

const emptyUpload = (): Upload => ({ bytes: [], isComplete: false, isTouched: false });

export class FirmwareStore {
  readonly firmware: GattFirmware;
  readonly offered: readonly GattName[];
  stored: StoredSettings;
  /** Of a VibeKeys: its configuration, which a box's settings would destroy. */
  config = vibeKeysConfig;
  #background = emptyUpload();
  #avatar = emptyUpload();
  /** How often it began anew, and why it did last. */
  boots = 1;
  lastRestart: 'reset' | 'key' | 'panic' | 'power' = 'power';

  constructor(firmware: GattFirmware, stored: Partial<StoredSettings> = {}) {
    this.firmware = firmware;
    this.offered = offeredBy[firmware];
    this.stored = {
      ssid: '',
      pass: '',
      server_url: '',
      afe_linear_gain: 1.5,
      agc_tl_dbfs: 3,
      agc_cg_db: 15,
      ...stored,
    };
  }

  /** What was collected and not yet kept. */
  collected(name: 'background_gif' | 'avatar_gif'): Uint8Array {
    return Uint8Array.from(this.#upload(name).bytes);
  }

  isComplete(name: 'background_gif' | 'avatar_gif'): boolean {
    return this.#upload(name).isComplete;
  }

  /** @returns null for what can only be written */
  read(name: GattName): Uint8Array | null {
    const { ssid, pass, server_url, afe_linear_gain, agc_tl_dbfs, agc_cg_db } = this.stored;
    switch (name) {
      case 'server_url':
        return encodeText(this.firmware === 'vibekeys' ? this.config : server_url);
      case 'ssid':
        return encodeText(ssid);
      case 'pass':
        return encodeText(pass);
      case 'afe_linear_gain':
        return encodeGain(afe_linear_gain);
      case 'agc_tl_dbfs':
        return encodeInt(agc_tl_dbfs);
      case 'agc_cg_db':
        return encodeInt(agc_cg_db);
      case 'background_gif':
      case 'avatar_gif':
      case 'reset':
      case 'mac':
        return null;
    }
  }

  /** @returns `restart` where the answer is the last one before it goes */
  write(name: GattName, value: Uint8Array): WriteAnswer | 'restart' {
    switch (name) {
      case 'server_url':
        if (this.firmware === 'vibekeys') {
          // Whatever it is, it is written over the whole document.
          this.config = new TextDecoder().decode(value);
          return 'taken';
        }
        return this.#writeText(name, value);
      case 'ssid':
      case 'pass':
        return this.#writeText(name, value);
      case 'afe_linear_gain': {
        const gain = decodeGain(value);
        if (!gain.ok) return 'rejected';
        this.stored.afe_linear_gain = Math.fround(gain.value);
        return 'taken';
      }
      case 'agc_tl_dbfs':
      case 'agc_cg_db': {
        const number = decodeInt(value);
        if (!number.ok) return 'rejected';
        this.stored[name] = number.value;
        return 'taken';
      }
      case 'background_gif':
        // An error line in its log is all that comes of an empty write.
        return value.length === 0 ? 'taken' : this.#collect(this.#background, value, backgroundCap);
      case 'avatar_gif':
        if (value.length === 0) {
          this.#avatar = { bytes: [], isComplete: false, isTouched: true };
          return 'taken';
        }
        return this.#collect(this.#avatar, value, maxAvatarBytes);
      case 'reset':
        return new TextDecoder().decode(value) === resetText ? 'restart' : 'taken';
      case 'mac':
        return 'rejected';
    }
  }

  /** RESET or K0: shows the pictures, keeps them, begins anew. What it cannot decode makes it panic before that. */
  leaveSetup(by: 'reset' | 'key'): void {
    const background = this.#background;
    this.lastRestart = by;
    const canShow = !background.isComplete || this.#canShow(background);
    if (!canShow) this.lastRestart = 'panic';
    else {
      if (background.isComplete) this.stored.background_gif = Uint8Array.from(background.bytes);
      if (this.#avatar.isComplete) this.stored.avatar_gif = Uint8Array.from(this.#avatar.bytes);
      else if (this.#avatar.isTouched && this.#avatar.bytes.length === 0) delete this.stored.avatar_gif;
    }
    this.#boot();
  }

  /** The cable was pulled and put back: nothing that was collected is left. */
  powerCycle(): void {
    this.lastRestart = 'power';
    this.#boot();
  }

  /** Without these there is nothing that it could do. */
  get needsSetup(): boolean {
    const { ssid, pass, server_url } = this.stored;
    return ssid === '' || pass === '' || server_url === '';
  }

  #boot(): void {
    this.boots++;
    this.#background = emptyUpload();
    this.#avatar = emptyUpload();
  }

  #upload(name: 'background_gif' | 'avatar_gif'): Upload {
    return name === 'avatar_gif' ? this.#avatar : this.#background;
  }

  #writeText(name: 'ssid' | 'pass' | 'server_url', value: Uint8Array): WriteAnswer {
    const text = decodeText(value);
    // Bytes that are no text are logged, and acknowledged all the same.
    if (text.ok) this.stored[name] = text.value;
    return 'taken';
  }

  /** Never cleared but over the cap: a second picture is appended to the first. */
  #collect(upload: Upload, chunk: Uint8Array, cap: number): WriteAnswer {
    upload.isTouched = true;
    if (upload.bytes.length + chunk.length > cap) {
      upload.bytes = [];
      upload.isComplete = false;
      return 'rejected';
    }
    for (const byte of chunk) upload.bytes.push(byte);
    if (chunk.length < fullChunkBytes) upload.isComplete = true;
    return 'taken';
  }

  #canShow({ bytes }: Upload): boolean {
    const file = Uint8Array.from(bytes);
    return file.length <= maxBackgroundBytes && decodeGif(file, { ...gifLimits, bytes: backgroundCap }).ok;
  }
}
