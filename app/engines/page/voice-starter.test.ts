import { afterEach, describe, expect, test } from 'vitest';
import type { VoiceWorkerCommand, VoiceWorkerStatus } from '../voice-api.ts';
import { createVoiceStarter, noVoiceStarter, type VoiceWorkerLike } from './voice-starter.ts';

const open: MessagePort[] = [];
afterEach(() => open.splice(0).forEach((port) => port.close()));

/** Workers that note what they are told, and say what the test wants. */
function factory() {
  const workers: { readonly commands: VoiceWorkerCommand[]; readonly target: EventTarget }[] = [];
  const create = (): VoiceWorkerLike => {
    const target = new EventTarget();
    const commands: VoiceWorkerCommand[] = [];
    workers.push({ commands, target });
    return {
      postMessage: (command) => {
        commands.push(command);
        if (command.type === 'connect') open.push(command.port);
      },
      addEventListener: (type: string, listener: (event: never) => void) =>
        target.addEventListener(type, listener as EventListener),
    };
  };
  const says = (status: VoiceWorkerStatus) =>
    workers.at(-1)!.target.dispatchEvent(new MessageEvent('message', { data: status }));
  return { workers, create, says };
}

describe('voice starter', () => {
  test('starts one worker, at the first need, and gives each caller a port', () => {
    const { workers, create } = factory();
    const starter = createVoiceStarter(create, '/voices.bin');
    expect(workers).toHaveLength(0);
    open.push(starter.open(), starter.open());
    expect(workers).toHaveLength(1);
    expect(workers[0]!.commands.map((command) => command.type)).toEqual(['load', 'connect', 'connect']);
    expect(workers[0]!.commands[0]).toEqual({ type: 'load', dataUrl: '/voices.bin' });
  });

  test('tells how the loading goes', () => {
    const { create, says } = factory();
    const starter = createVoiceStarter(create, '/voices.bin');
    const seen: string[] = [];
    const unsubscribe = starter.onStatus((status) => seen.push(status.type));
    open.push(starter.open());
    says({ type: 'loading', loadedBytes: 1, totalBytes: 2 });
    unsubscribe();
    says({ type: 'ready', voices: [] });
    expect(seen).toEqual(['loading']);
  });

  test('a worker that failed is replaced at the next need', () => {
    const { workers, create, says } = factory();
    const starter = createVoiceStarter(create, '/voices.bin');
    open.push(starter.open());
    says({ type: 'failed', message: 'no network' });
    open.push(starter.open());
    expect(workers).toHaveLength(2);
  });

  test('a build without the data says so', () => {
    expect(() => noVoiceStarter.open()).toThrow(
      expect.objectContaining({ code: 'voice-load-failed' }) as Error,
    );
  });
});
