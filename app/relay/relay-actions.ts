import type { BoxId, BoxMode } from '../../core/relay/relay-message.ts';
import type { BoxSettings, HelloRefusal } from '../../workers/relay-api.ts';

/** What can be done on the Relay page. What goes wrong is told in its store. */
export interface RelayActions {
  setAnswering(on: boolean): void;
  choose(box: BoxId): void;
  /** @param force takes it over from another tab */
  own(box: BoxId, force: boolean): void;
  release(box: BoxId): void;
  watch(box: BoxId): void;
  unwatch(box: BoxId): void;
  setMode(box: BoxId, mode: BoxMode): void;
  forget(box: BoxId): void;
  renewPairing(): void;
  urlSent(box: BoxId, url: string): void;
  setBoxSettings(box: BoxId, settings: BoxSettings): void;
  /** @returns why it was not taken, or null; `worker-failed` is told in the store as well */
  setHello(box: BoxId | null, wav: Uint8Array | null): Promise<HelloRefusal | 'worker-failed' | null>;
  interrupt(box: BoxId): void;
  sendText(box: BoxId, text: string): void;
  dismissRefusal(key: number): void;
  /** A box in the page, at its end of the port. */
  attachSimulatedBox(id: BoxId, port: MessagePort): void;
  detachSimulatedBox(id: BoxId): void;
  /** The page is shown, or left: frames are told only to who looks at them. */
  look(on: boolean): void;
}
