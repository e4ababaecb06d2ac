/** Why there is no line to an EchoKit server: the browser tells nobody, so it is worked out from what can be known. */
import { hostKind } from '../../engine-wire/host-kind.ts';

/**
 * What the companion found when it made the same handshake: a number is the HTTP status of a refusal. `not-allowed`: it
 * dials this server only after the person has agreed; `forbidden`: never.
 */
export type ProbeStatus =
  | 'open'
  | 'refused'
  | 'timeout'
  | 'unknown-host'
  | 'certificate'
  | 'not-websocket'
  | 'not-allowed'
  | 'forbidden'
  | number;

export type LinkTroubleCode =
  | 'bad-address'
  /** A page from https may open `ws://` to this computer only. */
  | 'mixed-content'
  | 'handshake-400'
  | 'handshake-404'
  | 'handshake-status'
  | 'handshake-refused'
  | 'handshake-timeout'
  | 'unknown-host'
  | 'certificate'
  | 'not-websocket'
  /** The companion may not ask. */
  | 'companion-not-allowed'
  | 'companion-forbidden'
  /** The companion gets through, the browser does not. */
  | 'browser-blocked'
  /** Nobody could be asked: the likely causes are listed. */
  | 'unreachable';

export interface LinkTrouble {
  readonly code: LinkTroubleCode;
  /** Dialling again changes nothing. */
  readonly hopeless: boolean;
}

/** Before anything is dialled. @param pageIsSecure the page came by https. @returns null for an address that may work */
export function judgeAddress(url: string, pageIsSecure: boolean): LinkTrouble | null {
  const parts = /^(wss?):\/\/(\[[^\]]+\]|[^/:?#@\s]+)(:\d{1,5})?(\/[^\s?#]*)?$/i.exec(url);
  if (parts === null) return { code: 'bad-address', hopeless: true };
  const [, scheme = '', host = ''] = parts;
  const isBlocked = pageIsSecure && scheme.toLowerCase() === 'ws' && hostKind(host) !== 'loopback';
  return isBlocked ? { code: 'mixed-content', hopeless: true } : null;
}

/** After a handshake that failed. @param status null where no companion could be asked */
export function explainHandshake(status: ProbeStatus | null): LinkTrouble {
  switch (status) {
    case null:
      return { code: 'unreachable', hopeless: false };
    case 'open':
      return { code: 'browser-blocked', hopeless: false };
    case 'refused':
      return { code: 'handshake-refused', hopeless: false };
    case 'timeout':
      return { code: 'handshake-timeout', hopeless: false };
    case 'unknown-host':
      return { code: 'unknown-host', hopeless: false };
    case 'certificate':
      return { code: 'certificate', hopeless: false };
    case 'not-websocket':
      return { code: 'not-websocket', hopeless: true };
    case 'not-allowed':
      return { code: 'companion-not-allowed', hopeless: false };
    case 'forbidden':
      return { code: 'companion-forbidden', hopeless: false };
    case 400:
      return { code: 'handshake-400', hopeless: true };
    case 404:
      return { code: 'handshake-404', hopeless: true };
    default:
      return { code: 'handshake-status', hopeless: false };
  }
}
