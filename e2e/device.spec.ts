/** A box on a simulated cable, from the first click to its log: what a person does on the Device page. */
import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { openTalkApp, type TalkApp } from './support/talk-app.ts';

const firmware = (name: string): Buffer =>
  readFileSync(new URL(`../core/esp/image/fixtures/${name}`, import.meta.url));
const sector = 4096;

let app: TalkApp | undefined;
test.afterEach(async () => {
  await app?.close();
  app = undefined;
});

/** Opens the page and connects to a box that somebody has used. */
async function connect(box: {
  readonly timing: 'instant' | 'real';
  readonly link?: 'bridge';
}): Promise<Page> {
  app = await openTalkApp({ relay: { lan: { address: '127.0.0.2' } } });
  const { page } = app;
  await page.goto(`${app.companion.url}/?debug=1&box=${encodeURIComponent(JSON.stringify(box))}#/device`);
  await page.getByRole('button', { name: 'Try a simulated box' }).click();
  await expect(page.getByTestId('installed-version')).toHaveText(/^v0\.3/);
  return page;
}

const openTab = (page: Page, name: string) => page.getByRole('tab', { name }).click();
const chooseFirmware = (page: Page, name: string, buffer: Buffer) =>
  page
    .getByLabel('Choose a file')
    .and(page.locator('input'))
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer });

test('a box is known by its card; its password is changed; it restarts with it', async () => {
  // A bridge stays on the bus when the chip restarts: not one line of its log is lost.
  const page = await connect({ timing: 'instant', link: 'bridge' });
  await expect(page.getByTestId('box-id')).toHaveText('98a316e5d84a');
  const map = page.getByRole('figure', { name: 'What is where in its memory' });
  await expect(map.getByRole('listitem')).toHaveCount(5);

  await openTab(page, 'Settings');
  const password = page.getByRole('textbox', { name: 'Wi-Fi password' });
  await password.fill('short');
  await expect(page.getByText('8 characters or more')).toBeVisible();
  await password.fill('x'.repeat(65));
  await expect(page.getByRole('button', { name: 'Write to the box' })).toBeDisabled();
  await password.fill('a new password');
  const changes = page.getByRole('region', { name: 'One change' });
  await expect(changes.getByRole('listitem')).toHaveCount(1);
  await changes.getByRole('button', { name: 'Write to the box' }).click();
  await expect(page.getByText('Settings written (1 page)')).toBeVisible();

  await openTab(page, 'Monitor');
  await page.getByRole('button', { name: 'Restart', exact: true }).click();
  const console = page.getByTestId('console');
  await expect(console).toContainText('Connecting wifi');
  await expect(console).not.toContainText('a new password');
  await expect(page.getByTestId('status-version')).toHaveText(/0\.3/);

  await openTab(page, 'Settings');
  await page.getByRole('button', { name: 'Connect again' }).click();
  await page.getByRole('button', { name: 'Show the password' }).click();
  await expect(password).toHaveValue('a new password');
  expect(app?.errors).toEqual([]);
});

test('an application alone keeps the settings; what is no firmware is refused in words', async () => {
  const page = await connect({ timing: 'instant' });
  await chooseFirmware(page, 'damaged.bin', firmware('bad-hash.bin'));
  await expect(page.getByText('The file is damaged: its hash is wrong.')).toBeVisible();

  await chooseFirmware(page, 'app.bin', firmware('app.bin'));
  await expect(page.getByTestId('plan-settings')).toContainText('Yes');
  await expect(page.getByTestId('plan-sha256')).toHaveText(/^[0-9a-f]{64}$/);
  await page.getByRole('button', { name: 'Write to the box' }).click();
  await expect(page.getByText('Done: the box now runs 0.3.2')).toBeVisible();
  await expect(page.getByText('SPI_FAST_FLASH_BOOT')).toBeVisible();

  await openTab(page, 'Settings');
  await page.getByRole('button', { name: 'Connect again' }).click();
  await expect(page.getByRole('textbox', { name: 'Wi-Fi name' })).toHaveValue('EchoKit-Demo');
  expect(app?.errors).toEqual([]);
});

test('a cable that is pulled while writing: a message, and on with what is missing', async () => {
  const page = await connect({ timing: 'real' });
  await chooseFirmware(page, 'box.bin', withData(gunzipSync(firmware('merged.bin.gz'))));
  await expect(page.getByTestId('plan-settings')).toContainText('Yes');
  await page.getByRole('button', { name: 'Write to the box' }).click();
  await expect(page.getByTestId('work')).toContainText('writing');
  await page.getByRole('button', { name: 'Pull the cable' }).click();
  await expect(page.getByRole('heading', { name: 'The box went away' })).toBeVisible();
  await expect(page.getByText('What was begun is kept.')).toBeVisible();
  await page.getByRole('button', { name: 'Connect again and go on' }).click();
  await expect(page.getByText('Done: the box now runs 0.3.2')).toBeVisible({ timeout: 40_000 });
  expect(app?.errors).toEqual([]);
});

test('the relay hands its address over to a box on a cable', async () => {
  app = await openTalkApp({ relay: { lan: { address: '127.0.0.2' } } });
  const { page } = app;
  await page.goto(`${app.companion.url}/?debug=1&box=${encodeURIComponent('{"timing":"instant"}')}#/relay`);
  const address = await page.getByRole('group', { name: 'Server address for the box' }).textContent();
  await page.getByRole('button', { name: 'Send it to the box' }).click();
  await expect(page).toHaveURL(/#\/device$/);
  await page.getByRole('button', { name: 'Try a simulated box' }).click();
  await expect(page.getByRole('textbox', { name: 'Server address' })).toHaveValue(address ?? '');
  await expect(page.getByRole('radio', { name: 'This computer' })).toBeChecked();
  // Tests have no LAN: what stands for it is this computer itself, where no box would find a server.
  await expect(page.getByText('For the box, “localhost” is the box itself.')).toBeVisible();
  expect(app.errors).toEqual([]);
});

/** A merged image with a quarter of a megabyte in the partition `model`: enough to pull a cable in the middle of. */
function withData(merged: Buffer): Buffer {
  const image = Buffer.alloc(0x71_0000 + 64 * sector, 0xff);
  merged.copy(image);
  let word = 1;
  for (let at = 0x71_0000; at < image.length; at += 4) {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
    image.writeUInt32LE(word, at);
  }
  return image;
}
