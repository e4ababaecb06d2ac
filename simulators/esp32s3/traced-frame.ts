/** One frame of the boot loader's protocol as `fixtures/esptool-sessions` writes it: unescaped, without its 0xC0 ends. */
export interface TracedFrame {
  readonly from: 'host' | 'chip';
  readonly kind: 'request' | 'read-ack' | 'response' | 'ohai' | 'read-data' | 'read-digest';
  readonly bytes: Uint8Array;
}
