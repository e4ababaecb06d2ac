/** The app's one HTML document, as the companion hands it out. Pure. */
import { sessionMeta } from '../http/session.ts';

/** Paths of the app's own pages; each is answered with the document, and the page does the rest. */
const clientRoutes = /^\/(?:(?:talk|settings|relay|device|playground|lab)(?:\/[^.]*)?)?$/;

export const isClientRoute = (path: string): boolean => clientRoutes.test(path);

/** Name of the `<meta>` that tells the page that a companion serves it. */
const companionMeta = 'echokit-companion';

const metaPolicy = /\s*<meta\s[^>]*http-equiv\s*=\s*["']?content-security-policy["']?[^>]*>/gi;

/** The build's addresses are relative, for static hosts; a page below the root would look for them below itself. */
const relativeAddress = /(\s(?:src|href)=")\.\//g;

/**
 * Puts the session's secret into the built document, and takes out the policy meant for static hosting: the companion
 * sends its own as a header, and two policies would allow only what both do.
 * @param secret characters of base64url, so nothing needs escaping
 */
export function companionDocument(html: string, secret: string): string {
  const metas = `<meta name="${companionMeta}" content="1"><meta name="${sessionMeta}" content="${secret}">`;
  const own = html.replace(metaPolicy, '').replace(relativeAddress, '$1/');
  return own.replace(/<head(?:\s[^>]*)?>/i, (head) => `${head}${metas}`);
}
