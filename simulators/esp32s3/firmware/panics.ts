/** What makes the firmware panic at boot, and what it prints then. Source: sheets `echokit.md` 7.3, `device.md` C.7. */
import { decodeGif } from '../../../core/gif/decode-gif.ts';
import type { GifErrorCode } from '../../../core/gif/gif.ts';
import type { StoredSettings } from './stored-settings.ts';

export interface Panic {
  /** File, line and column in the firmware. */
  readonly at: string;
  readonly reason: string;
}

/** What the Wi-Fi driver's strings hold, in bytes. */
const longestSsid = 32;
const longestPassword = 64;
/** What our own decoder refuses, and the firmware's takes. */
const tolerated: ReadonlySet<GifErrorCode> = new Set([
  'gif-bytes-after-trailer',
  'gif-surplus-pixels',
  'gif-bad-disposal',
]);
const unwrapped = (value: string) => `called \`Result::unwrap()\` on an \`Err\` value: ${value}`;

/** While it draws its first screen, before it looks at K0. */
export function panicOfPictures({ background, linearGain }: StoredSettings): Panic | null {
  if (linearGain !== null && linearGain.length < 4)
    return { at: 'src/main.rs:142:37', reason: unwrapped('TryFromSliceError(())') };
  if (background === null) return null;
  const gif = decodeGif(background);
  if (gif.ok || tolerated.has(gif.error.code)) return null;
  return {
    at: 'src/ui.rs:196:62',
    reason: unwrapped('Format(DecodingFormatError { underlying: "malformed image data" })'),
  };
}

/** When it hands name and password to the Wi-Fi driver. */
export function panicOfWifi({ ssid, pass }: StoredSettings): Panic | null {
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  if (bytes(ssid) > longestSsid) return { at: 'src/network.rs:31:25', reason: unwrapped('()') };
  return bytes(pass) > longestPassword ? { at: 'src/network.rs:32:29', reason: unwrapped('()') } : null;
}

export const noNvs: Panic = { at: 'src/main.rs:88:58', reason: unwrapped('ESP_ERR_NOT_FOUND') };

/** @param elf the application's identity, 64 hex digits */
export function panicText({ at, reason }: Panic, elf: string): string {
  const lines = [
    '',
    `thread 'main' panicked at ${at}:`,
    reason,
    'note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace',
    '',
    'abort() was called at PC 0x420a5c5b on core 0',
    '',
    '',
    'Backtrace: 0x40375e62:0x3fcb3b10 0x4037d9a1:0x3fcb3b30 0x40383e0d:0x3fcb3b50 0x420a5c5b:0x3fcb3bd0',
    '',
    '',
    '',
    `ELF file SHA256: ${elf.slice(0, 9)}`,
    '',
    'Rebooting...',
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}
