/** A box's socket that writes down what passes it. */
import { expect } from 'vitest';
import { decodeServerEvent } from '../../../core/echokit/decode-server-event.ts';
import { encodeServerEvent } from '../../../core/echokit/encode-server-event.ts';
import type { KnownServerEvent } from '../../../core/echokit/server-event.ts';
import type { BoxId } from '../../../core/relay/relay-message.ts';
import type { BoxSocket } from '../box-socket.ts';

export type Payload = Uint8Array | string;

export const says = (event: KnownServerEvent): Uint8Array => encodeServerEvent(event);
export const startChat = '{"event":"StartChat"}';
export const submit = '{"event":"Submit"}';

/** The name of an event, or the text of a command; `pcm` for what is neither. */
export function named(payload: Payload): string {
  if (typeof payload === 'string') return payload;
  const event = decodeServerEvent(payload);
  return event.ok ? event.value.event : 'pcm';
}

export class FakeBox implements BoxSocket {
  readonly id: BoxId;
  readonly query: string;
  /** Both directions, as they passed: what the box is owed. */
  readonly frames: { readonly direction: 'up' | 'down'; readonly payload: Payload }[] = [];
  bufferedBytes = 0;
  isPaused = false;
  closed: { readonly code: number; readonly reason: string } | null = null;
  onFrame: (payload: Payload) => void = () => undefined;
  onClose: (code: number, reason: string) => void = () => undefined;

  constructor(id: BoxId, query: string) {
    this.id = id;
    this.query = query;
  }

  send(payload: Payload): void {
    if (this.closed !== null) expect.fail(`sent to a closed socket of ${this.id}`);
    this.frames.push({ direction: 'down', payload });
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  close(code: number, reason: string): void {
    if (this.closed !== null) return;
    this.closed = { code, reason };
    this.onClose(code, reason);
  }

  say(payload: Payload): void {
    if (this.closed !== null) return;
    this.frames.push({ direction: 'up', payload });
    this.onFrame(payload);
  }

  /** Its line breaks. */
  vanish(): void {
    this.close(1006, '');
  }

  /** Names of what it was sent. */
  get heard(): readonly string[] {
    return this.frames.filter(({ direction }) => direction === 'down').map(({ payload }) => named(payload));
  }
}
