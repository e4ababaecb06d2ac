import { describe, expect, it } from 'vitest';
import type { LoaderProgress } from '../loader-api.ts';
import { ChipLine } from './chip-line.ts';
import { ConnectedBox } from './connected-box.ts';
import { LineClient } from './line-client.ts';
import { ProgressMeter } from './progress.ts';
import { WiredBox, type WiredBoxOptions } from './wired-box.testing.ts';

async function connect(box: WiredBox, baud = 921_600) {
  const client = new LineClient(box.attach().wire, box.time);
  await box.time.run(client.ready());
  const phases: LoaderProgress['phase'][] = [];
  const progress = new ProgressMeter(({ phase }) => phases.push(phase), box.time);
  const job = { signal: new AbortController().signal, progress };
  const connected = await box.time.run(ConnectedBox.connect(new ChipLine(client, box.time), baud, job));
  return { connected, phases, job };
}

const failureOf = (options: WiredBoxOptions, prepare?: (box: WiredBox) => void) => {
  const box = new WiredBox(options);
  prepare?.(box);
  return connect(box).then(
    () => 'connected',
    (cause: { code?: string; details?: unknown }) => cause,
  );
};

describe('a box on a bridge', () => {
  it('is known after its stub runs at the speed that was asked for', async () => {
    const box = new WiredBox();
    const { connected, phases } = await connect(box);
    expect(connected.report).toEqual({
      chip: 'ESP32-S3',
      revision: 'v0.2',
      mac: '98:a3:16:e5:d8:4a',
      boxId: '98a316e5d84a',
      flashBytes: 0x100_0000,
      flashMaker: 'Winbond',
      psramBytes: 8 * 1024 * 1024,
      link: 'bridge',
      baud: 921_600,
      slowedDown: false,
    });
    expect(box.chip.state).toBe('stub');
    expect(box.port.bauds).toEqual([115_200, 921_600]);
    expect(new Set(phases)).toEqual(
      new Set(['connecting', 'uploading-stub', 'raising-speed', 'identifying']),
    );
  });
});
