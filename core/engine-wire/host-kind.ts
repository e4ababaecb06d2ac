/** Where a host is, by its name alone; the resolver may know better. */
export type HostKind =
  /** This machine. */
  | 'loopback'
  /** A private address written as numbers. */
  | 'private'
  /** A name of the local network: `box.local`, or a single word. */
  | 'local-name'
  | 'public';

/** @param hostname as `URL.hostname` gives it, IPv6 with or without brackets */
export function hostKind(hostname: string): HostKind {
  const name = hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1' || name === '0.0.0.0') {
    return 'loopback';
  }
  if (/^127(?:\.\d{1,3}){3}$/.test(name)) return 'loopback';
  if (name.includes(':')) return /^f[cd]|^fe[89ab]/.test(name) ? 'private' : 'public';
  if (/^(?:10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}$/.test(name)) return 'private';
  if (/^100\.(?:6[4-9]|[789]\d|1[01]\d|12[0-7])(?:\.\d{1,3}){2}$/.test(name)) return 'private';
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name)) return 'public';
  return name.endsWith('.local') || name.endsWith('.lan') || name.endsWith('.internal') || !name.includes('.')
    ? 'local-name'
    : 'public';
}
