import { EngineError } from '../engine-error.ts';
import type { VoiceWorkerCommand, VoiceWorkerStatus } from '../voice-api.ts';

/** A worker as far as it is used. */
export interface VoiceWorkerLike {
  postMessage(message: VoiceWorkerCommand, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<VoiceWorkerStatus>) => void): void;
  addEventListener(type: 'error', listener: (event: Event) => void): void;
}

export interface VoiceStarter {
  /** A port to the voice worker, which is started if it does not run yet. */
  open(): MessagePort;
  /** How the loading goes. */
  onStatus(listener: (status: VoiceWorkerStatus) => void): () => void;
}

/**
 * Starts the voice worker when it is needed for the first time, and not before: its data is a megabyte to download.
 * @param dataUrl of the file that `scripts/cut-espeak-data.ts` made
 */
export function createVoiceStarter(createWorker: () => VoiceWorkerLike, dataUrl: string): VoiceStarter {
  const listeners = new Set<(status: VoiceWorkerStatus) => void>();
  let worker: VoiceWorkerLike | undefined;

  function start(): VoiceWorkerLike {
    const tell = (status: VoiceWorkerStatus) => {
      // A voice that could not be loaded is tried anew at the next call.
      if (status.type === 'failed') worker = undefined;
      for (const listener of listeners) listener(status);
    };
    const started = createWorker();
    started.addEventListener('message', ({ data }: MessageEvent<VoiceWorkerStatus>) => tell(data));
    started.addEventListener('error', () => tell({ type: 'failed', message: 'the worker did not start' }));
    started.postMessage({ type: 'load', dataUrl }, []);
    return started;
  }

  return {
    open() {
      const { port1, port2 } = new MessageChannel();
      worker ??= start();
      worker.postMessage({ type: 'connect', port: port1 }, [port1]);
      return port2;
    },
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** For pages that were built without the voice's data. */
export const noVoiceStarter: VoiceStarter = {
  open: () => {
    throw new EngineError('voice-load-failed', 'this build has no built-in voice');
  },
  onStatus: () => () => undefined,
};
