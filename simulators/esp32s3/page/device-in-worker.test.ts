/** The worker's own script, and what passes between it and the page: everything can be cloned. */
import { afterEach, expect, it, vi } from 'vitest';
import { createDeviceInWorker, type DeviceWorker } from './device-in-worker.ts';
import type { FromDevice, ToDevice } from './device-messages.ts';
import { createSimulatedSerial } from './simulated-serial.ts';

afterEach(() => vi.unstubAllGlobals());

/** Runs `chip.worker.ts` here; messages are cloned and transferred as between threads. */
async function startWorker(): Promise<DeviceWorker & { isTerminated: boolean }> {
  const listeners: ((event: { readonly data: FromDevice }) => void)[] = [];
  const scope: { onmessage: ((event: { readonly data: ToDevice }) => void) | null } = { onmessage: null };
  vi.stubGlobal('postMessage', (message: FromDevice, transfer: ArrayBuffer[]) => {
    const data = structuredClone(message, { transfer });
    queueMicrotask(() => listeners.forEach((listen) => listen({ data })));
  });
  vi.stubGlobal('onmessage', null);
  await import('./chip.worker.ts');
  scope.onmessage = (globalThis as unknown as typeof scope).onmessage;
  const worker = {
    isTerminated: false,
    postMessage(message: ToDevice, transfer: ArrayBuffer[]) {
      const data = structuredClone(message, { transfer });
      queueMicrotask(() => scope.onmessage?.({ data }));
    },
    addEventListener(_: 'message', listener: (event: { readonly data: FromDevice }) => void) {
      listeners.push(listener);
    },
    terminate() {
      worker.isTerminated = true;
    },
  };
  return worker;
}

it('a box in a worker boots, takes bytes and shows its flash', async () => {
  const worker = await startWorker();
  const device = createDeviceInWorker(worker, {
    link: 'bridge',
    settings: { ssid: 'Home', pass: 'secret12', server_url: 'ws://h/ws' },
  });
  const { serial, cable } = createSimulatedSerial({ device, link: 'bridge' });
  const port = await serial.requestPort();
  await port.open({ baudRate: 115_200 });
  const reader = port.readable!.getReader();
  const decoder = new TextDecoder();
  for (let text = ''; !text.includes('Connecting wifi');) text += decoder.decode((await reader.read()).value);
  const bytes = Uint8Array.of(1, 2, 3);
  await port.writable!.getWriter().write(bytes);
  expect(bytes, 'the writer keeps its bytes').toEqual(Uint8Array.of(1, 2, 3));
  expect([...(await cable.readFlash(0x8000, 4))]).toEqual([0xaa, 0x50, 1, 2]);
  cable.dispose();
  expect(worker.isTerminated).toBe(true);
});
