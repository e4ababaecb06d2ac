/** The Talk page with the three kinds of Realtime server. */
import { expect, test } from '@playwright/test';
import type { RealtimePartner } from '../core/profile/profile.ts';
import { sayOnce } from './support/stage.ts';
import { openTalkApp } from './support/talk-app.ts';

const words = 'Hello there.';

const partnerAt = (
  servicesUrl: string,
  dialect: RealtimePartner['dialect'],
  turnTaking: RealtimePartner['turnTaking'],
): RealtimePartner => ({
  kind: 'realtime',
  dialect,
  url: `${servicesUrl.replace('http', 'ws')}/realtime/${dialect}/v1/realtime`,
  model: '',
  voice: '',
  turnTaking,
  transcriptionModel: 'gpt-4o-mini-transcribe',
  key: 'browser',
});

for (const [dialect, turnTaking] of [
  ['hugging-face', 'server'],
  ['echokit', 'ours'],
] as const) {
  test(`a spoken turn: ${dialect}, turns taken by the ${turnTaking === 'ours' ? 'page' : 'server'}`, async () => {
    const microphone = sayOnce(words);
    const app = await openTalkApp({
      browser: { microphone: microphone.path },
      server: ({ url }) => partnerAt(url, dialect, turnTaking),
    });
    try {
      await app.startListening();
      await expect
        .poll(async () => (await app.turns()).find(({ status }) => status === 'done')?.user.text, {
          timeout: 60_000,
        })
        .toBe(words);
      const turn = (await app.turns()).find(({ status }) => status === 'done')!;
      expect(turn.reply.text).toBe(`You said: ${words}`);
      expect(turn.reply.heard).toBe(turn.reply.text.length);
      expect(turn.trace.firstSample).toBeDefined();
      expect(app.errors).toEqual([]);
    } finally {
      await app.close();
      microphone.remove();
    }
  });
}

test('without a key OpenAI is not called, and the page says what is missing', async () => {
  const app = await openTalkApp({ server: ({ url }) => partnerAt(url, 'openai', 'ours') });
  try {
    await app.page.getByLabel('Write a message').fill('Hello?');
    await app.page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(app.page.getByTestId('server-panel')).toContainText('key');
    expect(app.errors).toEqual([]);
  } finally {
    await app.close();
  }
});
