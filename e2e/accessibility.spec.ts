/** The app for people who see, hear or press differently: axe on every page, the keyboard alone, what is announced. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { sayOnce } from './support/stage.ts';
import { openTalkApp, type TalkApp, type TalkAppOptions } from './support/talk-app.ts';

const words = 'Could you look up a train to the coast for me?';
const said = sayOnce(words);
test.afterAll(() => said.remove());

let app: TalkApp | undefined;
async function open(options: TalkAppOptions = {}): Promise<Page> {
  app = await openTalkApp(options);
  return app.page;
}
test.afterEach(async () => {
  await app?.close();
  app = undefined;
});

/** Everything that axe calls serious or worse, one line each. */
async function seriousIssues(page: Page): Promise<readonly string[]> {
  // Colours on their way from one state to the next are nobody's to read.
  await page.waitForFunction(() =>
    document.getAnimations().every(({ playState }) => playState !== 'running'),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
}

async function write(page: Page, text: string): Promise<void> {
  await page.locator('#talk-text').fill(text);
  await page.keyboard.press('Enter');
}

for (const [colorScheme, locale, width] of [
  ['light', 'en-US', 1280],
  ['dark', 'en-US', 390],
  ['light', 'zh-CN', 390],
  ['dark', 'zh-CN', 1280],
] as const) {
  test(`axe finds no serious issue: ${colorScheme}, ${locale}, ${width} px`, async () => {
    const page = await open({
      browser: { colorScheme, locale, viewport: { width, height: 844 } },
      services: { fault: 'llm:status=401,skip=1' },
      query: `&box=${encodeURIComponent('{"timing":"instant","link":"bridge"}')}`,
    });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await seriousIssues(page), 'Talk, nothing said yet').toEqual([]);

    await write(page, 'Hello there.');
    await expect(page.locator('[data-turn]').first()).toHaveAttribute('data-status', 'done');
    await page.locator('[data-turn] summary').first().click();
    await write(page, 'And again.');
    await page.getByTestId('turn-failure').locator('summary').click();
    expect(await seriousIssues(page), 'Talk, with a waterfall and a failure').toEqual([]);

    await page.getByRole('button', { name: /^(Conversations|对话记录)$/ }).click();
    await page.locator('dialog[open] summary').click();
    expect(await seriousIssues(page), 'Conversations').toEqual([]);
    await page.keyboard.press('Escape');

    await page
      .getByRole('navigation')
      .getByRole('link', { name: /Settings|设置/ })
      .click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Settings|设置/);
    expect(await seriousIssues(page), 'Settings').toEqual([]);
    await page.getByRole('radio', { name: /An EchoKit server|EchoKit 服务器/ }).check();
    expect(await seriousIssues(page), 'Settings, with a server').toEqual([]);

    await page
      .getByRole('navigation')
      .getByRole('link', { name: /Relay|中继/ })
      .click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Relay|中继/);
    await page.getByRole('button', { name: /Try a simulated box|试用模拟设备/ }).click();
    await expect(page.getByRole('button', { name: /^K0/ })).toBeVisible();
    expect(await seriousIssues(page), 'Relay, with a simulated box').toEqual([]);

    await page
      .getByRole('navigation')
      .getByRole('link', { name: /Device|设备/ })
      .click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Device|设备/);
    expect(await seriousIssues(page), 'Device, no box yet').toEqual([]);
    await page.getByRole('button', { name: /Try a simulated box|试用模拟设备/ }).click();
    await expect(page.getByTestId('installed-version')).toHaveText(/^v0\.3/);
    expect(await seriousIssues(page), 'Device, connected').toEqual([]);
    await page.getByRole('tab', { name: /Settings|设置/ }).click();
    await page.getByRole('textbox', { name: /Wi-Fi password|无线网络密码/ }).fill('new');
    expect(await seriousIssues(page), 'Device, settings with a change').toEqual([]);
    await page.getByRole('tab', { name: /Monitor|监视/ }).click();
    await page.getByRole('button', { name: /Start the box|启动设备/ }).click();
    await expect(page.getByTestId('console')).toContainText('wifi');
    expect(await seriousIssues(page), 'Device, with a log').toEqual([]);
    await page.getByRole('tab', { name: /Backup|备份/ }).click();
    expect(await seriousIssues(page), 'Device, the box running').toEqual([]);
    // The refusal that was asked for is the only one.
    expect(app?.errors.filter((error) => !error.includes('401'))).toEqual([]);
  });
}

test('one can do everything with the keyboard', async () => {
  const page = await open({ browser: { microphone: said.path }, chatModel: 'reply-seconds-8' });
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Start listening' })).toBeFocused();

  await page.keyboard.press(' ');
  await expect(page.getByRole('button', { name: 'Stop listening' })).toBeFocused();
  await expect(page.getByTestId('talk-status')).toHaveText('Speaking. Talk to interrupt', {
    timeout: 30_000,
  });
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-turn]').first()).toHaveAttribute('data-status', 'interrupted');
  await page.keyboard.press(' ');
  await expect(page.getByTestId('talk-status')).toHaveText('Press and talk');

  await page.keyboard.press('/');
  await page.keyboard.type('Written with the keyboard');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Written with the keyboard', { exact: true })).toBeVisible();

  const conversations = page.getByRole('button', { name: 'Conversations' });
  await tabTo(page, () => conversations.evaluate((element) => element === document.activeElement));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Conversations' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(conversations).toBeFocused();
});

test('shows where the focus is, wherever it goes', async () => {
  const page = await open();
  await write(page, 'Hello there.');
  await expect(page.locator('[data-turn]').first()).toHaveAttribute('data-status', 'done');
  await page.locator('body').click({ position: { x: 2, y: 400 } });
  const seen = new Set<string>();
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const { boxShadow, outlineStyle } = getComputedStyle(element);
      const wrap = element.parentElement && getComputedStyle(element.parentElement);
      return {
        name: element.getAttribute('aria-label') ?? element.textContent ?? '',
        tag: element.tagName,
        isShown: boxShadow !== 'none' || outlineStyle !== 'none',
        isWrapShown: element.tagName === 'TEXTAREA' && wrap?.boxShadow !== 'none',
      };
    });
    if (focus === undefined) break;
    if (seen.has(`${focus.tag} ${focus.name}`)) break;
    seen.add(`${focus.tag} ${focus.name}`);
    expect(focus.isShown || focus.isWrapShown, `${focus.tag} ${focus.name}`).toBe(true);
  }
  expect(seen.size).toBeGreaterThan(10);
});

test('announces sentences when they are finished, not each word of them', async () => {
  const page = await open({
    browser: { microphone: said.path },
    chatModel: 'script:I have found a train.',
    services: { llmTps: 8 },
  });
  await page.evaluate(() => {
    const log = document.querySelector('[role="log"]')!;
    const announced: string[] = [];
    Object.assign(window, { announced });
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const node of addedNodes) announced.push(node.textContent ?? '');
    }).observe(log, { childList: true, subtree: true, characterData: true });
  });
  await page.getByRole('button', { name: 'Start listening' }).click();
  await expect(page.locator('[data-turn]').first()).toHaveAttribute('data-status', 'done', {
    timeout: 40_000,
  });
  await page.getByRole('button', { name: 'Stop listening' }).click();
  const announced = await page.evaluate(() => (window as unknown as { announced: string[] }).announced);
  expect(announced.slice(0, 2)).toEqual([`You: ${words}`, 'EchoKit: I have found a train.']);
});

/** Presses Tab until something has the focus; a person would give up at some point too. */
async function tabTo(page: Page, isThere: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await isThere()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('not reached with the Tab key');
}
