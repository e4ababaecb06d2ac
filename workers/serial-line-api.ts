/**
 * Types only: what passes between the page, which owns the port object, and the loader's worker, over one MessagePort.
 * Bytes are transferred, in order with the commands. Requests carry an id and are answered once.
 * The page's half is `app/platform/serial/port-line.ts`, the worker's `workers/loader/line-client.ts`.
 */
export type SerialLineRequest =
  | { readonly type: 'open'; readonly id: number; readonly baud: number }
  /** Speed of an open port: in place where the port can, else by closing and opening. */
  | { readonly type: 'set-baud'; readonly id: number; readonly baud: number }
  /** Both lines in one call; true = asserted (electrically low at the pin). */
  | {
      readonly type: 'set-signals';
      readonly id: number;
      readonly dataTerminalReady?: boolean;
      readonly requestToSend?: boolean;
    }
  /** Answered when the port has taken them. */
  | { readonly type: 'write'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'close'; readonly id: number };

export type SerialLineFailureCode =
  | 'port-busy'
  /** Another tab of this app holds it. */
  | 'port-in-other-tab'
  | 'port-denied'
  | 'unplugged'
  | 'failed';

export type SerialLineMessage =
  | { readonly type: 'done'; readonly id: number }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly code: SerialLineFailureCode;
      readonly message: string;
    }
  /** Who this is; sent first. Absent ids: a port without USB. */
  | { readonly type: 'hello'; readonly usbVendorId?: number; readonly usbProductId?: number }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  /** Framing, overrun or parity errors: bytes were lost here. */
  | { readonly type: 'damaged'; readonly message: string }
  /**
   * The device went away, and the port is closed. `restored` follows if one with the same ids comes back (it
   * re-enumerates after a reset): the port can then be opened again.
   */
  | { readonly type: 'lost' }
  | { readonly type: 'restored' };
