import type { Plugin } from 'vite';
import { contentSecurityPolicy } from '../server/http/content-security-policy.ts';

/**
 * Writes the content security policy into the built document, for static hosts that send no headers. The companion
 * takes it out again and sends its own.
 */
export function policyPlugin(): Plugin {
  return {
    name: 'echokit-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: {
          'http-equiv': 'Content-Security-Policy',
          content: contentSecurityPolicy({ connect: 'secure', place: 'meta' }),
        },
        injectTo: 'head-prepend',
      },
      { tag: 'meta', attrs: { name: 'referrer', content: 'no-referrer' }, injectTo: 'head-prepend' },
    ],
  };
}
