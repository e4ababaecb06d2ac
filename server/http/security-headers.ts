import type { OutgoingHttpHeaders } from 'node:http';
import { contentSecurityPolicy } from './content-security-policy.ts';

/**
 * What the page may use and whatever it might embed may not; cameras and the like are off. Web Bluetooth is not named,
 * because Chromium on Linux warns that it knows no such feature; it is for the page alone by default.
 */
const permissions = [
  'microphone=(self)',
  'serial=(self)',
  'usb=(self)',
  'autoplay=(self)',
  'speaker-selection=(self)',
  'screen-wake-lock=(self)',
  'camera=()',
  'geolocation=()',
  'display-capture=()',
  'payment=()',
].join(', ');

/**
 * Headers of everything the companion serves to the page. No COOP or COEP: nothing needs cross-origin isolation,
 * and pop-ups of sign-in pages would lose their opener.
 * @param nonce for the dev server only
 */
export const pageSecurityHeaders = (nonce?: string): OutgoingHttpHeaders => ({
  'content-security-policy': contentSecurityPolicy({
    connect: 'any-scheme',
    place: 'header',
    ...(nonce === undefined ? {} : { nonce }),
  }),
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': permissions,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
});
