/** The Device page over Bluetooth: one form, pictures made here, and every byte of them at the box. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { makeGif } from '../core/gif/make-gif.ts';
import type { Raster } from '../core/gif/gif.ts';
import { createScriptedBox, type ScriptedBox } from '../simulators/gatt/scripted-bluetooth.ts';
import type { GattFirmware } from '../simulators/gatt/firmware-store.ts';
import { bridgeBluetooth } from './support/bluetooth-box.ts';
import { openTalkApp, type TalkApp } from './support/talk-app.ts';

const home = { ssid: 'Home', pass: 'open sesame', server_url: 'ws://192.168.1.2:8080/ws' };

interface Scene {
  readonly app: TalkApp;
  readonly page: Page;
  readonly box: ScriptedBox;
}

async function withBox(firmware: GattFirmware, run: (scene: Scene) => Promise<void>): Promise<void> {
  const app = await openTalkApp({});
  try {
    const box = createScriptedBox({ firmware, stored: home });
    await bridgeBluetooth(app.page, box);
    await run({ app, page: app.page, box });
    expect(app.errors).toEqual([]);
  } finally {
    await app.close();
  }
}

async function connect({ app, page }: Scene): Promise<void> {
  await page.goto(`${app.companion.url}/?debug=1#/device`);
  await page.reload();
  await page.getByRole('button', { name: /^Connect by Bluetooth/ }).click();
  await page.getByRole('button', { name: 'Choose a box' }).click();
}

/** An animation of some frames, larger than the screen and of another shape. */
function animation(): Buffer {
  const frames = Array.from({ length: 5 }, (_, step): Raster => {
    const [width, height] = [360, 260];
    const rgba = new Uint8ClampedArray(width * height * 4);
    for (let y = 0, at = 0; y < height; y++)
      for (let x = 0; x < width; x++, at += 4)
        rgba.set([x, Math.hypot(x - 60 * step, y - 120) < 50 ? 255 : y / 2, 90 + 30 * step, 255], at);
    return { width, height, rgba };
  });
  return Buffer.from(makeGif(frames, { colours: 128, isSmooth: false, keepsTransparency: false, delay: 10 }));
}

test('a picture is made, sent byte by byte, and kept at the restart; a second one is refused, also after a reload', async () => {
  await withBox('0.3.2', async (scene) => {
    const { page, box } = scene;
    await connect(scene);
    await expect(page.getByRole('heading', { name: 'EchoKit-ec0000000001' })).toBeVisible();
    await expect(page.getByLabel('Wi-Fi name')).toHaveValue('Home');

    await page.getByLabel('Wi-Fi name').fill('Workshop');
    await page.getByLabel('Choose a picture: Background').setInputFiles({
      name: 'moving.gif',
      mimeType: 'image/gif',
      buffer: animation(),
    });
    await page.getByRole('button', { name: 'Use this picture' }).click();
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save to a file' }).click();
    const file = readFileSync(await (await saving).path());
    await page.getByRole('button', { name: 'Write to the box' }).click();
    await expect(page.getByText('Written, and read back the same')).toBeVisible();
    expect(box.store.stored.ssid).toBe('Workshop');
    expect(Buffer.from(box.store.collected('background_gif')).equals(file)).toBe(true);

    await connect(scene);
    await expect(page.getByText(/has been sent a background/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Choose a picture' }).first()).toBeDisabled();
    await page.getByRole('button', { name: 'Restart the box' }).first().click();
    await expect(page.getByText('The box is restarting')).toBeVisible();
    expect(Buffer.from(box.store.stored.background_gif ?? []).equals(file)).toBe(true);
  });
});

test('a VibeKeys is recognised, and nothing is written to it', async () => {
  await withBox('vibekeys', async (scene) => {
    await connect(scene);
    await expect(scene.page.getByText('This is a VibeKeys')).toBeVisible();
    expect(scene.box.log.filter(({ type }) => type === 'write')).toEqual([]);
    expect(scene.box.log.at(-1)?.type).toBe('disconnect');
  });
});
