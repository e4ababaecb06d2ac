/**
 * What passes between the page, which owns the port object, and the loader's worker, over one MessagePort. Bytes are
 * transferred, in order with the commands. Requests carry an id and are answered once.
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

export type SerialLineFailureCode = 'port-busy' | 'port-denied' | 'unplugged' | 'failed';

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
  /** The device went away. `restored` follows if the same one comes back (it re-enumerates after a reset). */
  | { readonly type: 'lost' }
  | { readonly type: 'restored' };
