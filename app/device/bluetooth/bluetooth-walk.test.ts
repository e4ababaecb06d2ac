/** Somebody presses everything in any order while the link breaks: what the box collects stays one whole picture. */
import { expect, it } from 'vitest';
import { createRandom } from '../../../core/audio/random.testing.ts';
import { gifOfBytes } from '../../../core/gif/pictures.testing.ts';
import { createScriptedBox } from '../../../simulators/gatt/scripted-bluetooth.ts';
import { createSetupMemoryStore } from '../../platform/bluetooth/setup-memory-store.ts';
import { createWebBluetoothBoxes } from '../../platform/bluetooth/web-bluetooth-boxes.ts';
import { createBluetoothSession } from './bluetooth-session.ts';

const files = [450, 700, 1024, 1500, 2048].map(gifOfBytes);
const isBeginning = (part: Uint8Array, whole: Uint8Array) =>
  part.length <= whole.length && part.every((byte, at) => byte === whole[at]);

for (let seed = 1; seed <= 12; seed++)
  it(`seed ${seed}`, async () => {
    const random = createRandom(seed);
    const kept = new Map<string, string>();
    const stored = { ssid: 'a', pass: 'b', server_url: 'ws://c' };
    const pause = (steps: number) =>
      Array.from({ length: steps }).reduce<Promise<void>>((before) => before.then(), Promise.resolve());
    const box = createScriptedBox({ firmware: '0.3.2', stored, pace: () => pause(random.integer(0, 3)) });
    const reload = () =>
      createBluetoothSession({
        boxes: createWebBluetoothBoxes({ bluetooth: () => box.bluetooth, isSecurePage: true }),
        memory: createSetupMemoryStore({
          getItem: (key) => kept.get(key) ?? null,
          setItem: (key, value) => void kept.set(key, value),
        }),
        now: () => 0,
      });
    let session = reload();
    const pick = () => files[random.integer(0, files.length - 1)]!;
    const writeBackground = () => session.write([{ key: 'background_gif', value: pick() }]);
    const again = () => session.connect(random.chance(0.5));
    const acts: readonly (() => void)[] = [
      ...[again, again, again, again, writeBackground, writeBackground, writeBackground],
      () => session.write([{ key: 'avatar_gif', value: random.chance(0.2) ? null : pick() }]),
      () =>
        session.write([
          { key: 'ssid', value: `net ${random.integer(0, 9)}` },
          { key: 'background_gif', value: pick() },
        ]),
      () => session.cancel(),
      () => session.restart(),
      () => session.leave(),
      () => {
        session.leave();
        session = reload();
      },
      () => box.pressK0(),
      () => box.enterSetup(),
      () => box.setInReach(random.chance(0.8)),
      () =>
        box.setFaults({
          refusedConnects: random.integer(0, 1),
          breakAtWrite: { write: random.integer(1, 12), hasArrived: random.chance(0.5) },
          mutesReset: random.chance(0.3),
        }),
      () => {
        // People say so only when it is true.
        box.enterSetup();
        session.restartedByHand();
      },
    ];
    const seen = new Set<string>();
    for (let step = 0; step < 400; step++) {
      acts[random.integer(0, acts.length - 1)]!();
      await pause(random.integer(0, 60));
      seen.add(session.store.getState().phase);
      for (const name of ['background_gif', 'avatar_gif'] as const) {
        const collected = box.store.collected(name);
        expect(
          files.some((file) => isBeginning(collected, file)),
          `${name}, step ${step}`,
        ).toBe(true);
        const shown = box.store.stored[name];
        if (shown === undefined) continue;
        // A background that is not whole makes it panic before it is kept; of an avatar it keeps what came.
        const isWhole = files.some((file) => file.length === shown.length && isBeginning(shown, file));
        expect(name === 'avatar_gif' || isWhole, `${name} kept, step ${step}`).toBe(true);
      }
    }
    expect(seen.size).toBeGreaterThan(4);
  });
