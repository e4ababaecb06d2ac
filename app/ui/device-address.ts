/**
 * Addresses of the Device page that bring settings along, for other pages and for phones. They stand behind the hash, so
 * no server ever sees them, and the page takes them out of the address as soon as it has read them.
 */

/** What can be brought along. Whoever has the address has the password in it. */
export interface CarriedSettings {
  readonly ssid?: string;
  readonly pass?: string;
  readonly server_url?: string;
}

/** Longer ones did not come from here. */
const longest = 2000;
const keys = ['ssid', 'pass', 'server_url'] as const;

/** @returns a path for the app's router */
export function deviceAddress(settings: CarriedSettings): string {
  const bytes = new TextEncoder().encode(JSON.stringify(settings));
  const base64 = btoa(String.fromCharCode(...bytes));
  return `/device/with/${base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/** @param rest what stands behind `/device/` @returns null where it brings nothing that can be read */
export function readDeviceAddress(rest: string): CarriedSettings | null {
  const match = /^with\/([A-Za-z0-9_-]+)$/.exec(rest);
  if (!match?.[1] || match[1].length > longest) return null;
  try {
    const base64 = match[1].replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const read: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof read !== 'object' || read === null) return null;
    const texts = keys.flatMap((key) => {
      const value: unknown = Reflect.get(read, key);
      return typeof value === 'string' ? [[key, value] as const] : [];
    });
    return texts.length === 0 ? null : Object.fromEntries(texts);
  } catch {
    return null;
  }
}
