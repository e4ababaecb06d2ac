/** Which way to serial ports this browser has, if any. Source: reference sheet of the box on a cable, E.3. */
import type { SerialObstacle } from './serial-errors.ts';

export type SerialSupport =
  | { readonly kind: 'web-serial' }
  /** Only ports of the class that web-serial-polyfill drives, and only where the system leaves them alone (Android). */
  | { readonly kind: 'web-usb' }
  | { readonly kind: 'none'; readonly why: SerialObstacle };

/** What is looked at. */
export interface BrowserTraits {
  readonly hasSerial: boolean;
  readonly hasUsb: boolean;
  readonly isSecure: boolean;
  readonly isBrave: boolean;
  readonly userAgent: string;
}

/** Chrome for Android has USB serial from here on; some versions before it have Web Serial for Bluetooth alone. */
const androidSerialFrom = 148;
const firefoxSerialFrom = 151;

export function serialSupport(traits: BrowserTraits): SerialSupport {
  const { hasSerial, hasUsb, isSecure, isBrave, userAgent } = traits;
  const isAndroid = userAgent.includes('Android');
  const chromium = Number(/Chrom(?:e|ium)\/(\d+)/.exec(userAgent)?.[1] ?? Infinity);
  const onlyBluetooth = isAndroid && hasUsb && chromium < androidSerialFrom;
  if (hasSerial && !onlyBluetooth) return { kind: 'web-serial' };
  if (hasUsb && (isAndroid || !isBrave)) return { kind: 'web-usb' };
  return { kind: 'none', why: obstacle(isSecure, isBrave, isAndroid, userAgent) };
}

function obstacle(
  isSecure: boolean,
  isBrave: boolean,
  isAndroid: boolean,
  userAgent: string,
): SerialObstacle {
  if (!isSecure) return 'serial-insecure-page';
  if (isBrave) return 'serial-brave';
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'serial-ios';
  const firefox = /Firefox\/(\d+)/.exec(userAgent)?.[1];
  if (firefox !== undefined && isAndroid) return 'serial-firefox-android';
  if (firefox !== undefined && Number(firefox) < firefoxSerialFrom) return 'serial-old-firefox';
  if (/Safari\//.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent)) return 'serial-safari';
  return 'serial-unsupported';
}
