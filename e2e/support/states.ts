/** Waiting for states of the conversation, and reading them. Nothing here waits for time. */
import { test } from '@playwright/test';
import { parseWav } from '../../core/audio/wav.ts';
import type { Millis } from '../../core/units.ts';
import type { Counters, TurnView } from '../../workers/conversation-api.ts';
import type { LogEntry } from '../../simulators/services/http/request-log.ts';
import type { TalkApp } from './talk-app.ts';

const frameMs: Millis = 32;

/** Waits until so much of the microphone was heard. */
export async function heardUntil(app: TalkApp, ms: Millis): Promise<void> {
  await app.page.waitForFunction(
    (wanted) =>
      (window.__echokit?.events ?? []).some(
        (event) => event.type === 'counters' && event.counters.framesHeard >= wanted,
      ),
    Math.floor(ms / frameMs),
    { timeout: ms + 60_000, polling: 100 },
  );
}

/** Waits until so many turns, in whatever order they came, have reached one of the states. */
export async function turnsReached(
  app: TalkApp,
  count: number,
  statuses: readonly TurnView['status'][],
  timeout: Millis = 60_000,
): Promise<void> {
  await app.page.waitForFunction(
    ([count, statuses]) => {
      const views = new Map<number, string>();
      for (const event of window.__echokit?.events ?? [])
        if (event.type === 'turn') views.set(event.turn.id, event.turn.status);
      return [...views.values()].filter((status) => statuses.includes(status)).length >= count;
    },
    [count, statuses as readonly string[]] as const,
    { timeout, polling: 100 },
  );
}

/** Newest counters. They are told now and then: wait for what they should have seen. */
export async function counters(app: TalkApp): Promise<Counters> {
  const told = (await app.events()).findLast((event) => event.type === 'counters');
  if (!told) throw new Error('no counters were told');
  return told.counters;
}

/** Turns that came to something, oldest first. */
export const spokenTurns = async (app: TalkApp): Promise<readonly TurnView[]> =>
  (await app.turns()).filter(({ status }) => status !== 'dropped');

export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

/** The messages of the newest request that held so many of the user's. */
export function askedAfter(app: TalkApp, userMessages: number): readonly ChatMessage[] {
  const entry = app.services.log.findLast(
    (candidate) =>
      candidate.route === 'llm' &&
      messagesOf(candidate).filter(({ role }) => role === 'user').length === userMessages,
  );
  if (!entry) throw new Error(`the model was never told ${userMessages} messages of the user`);
  return messagesOf(entry);
}

const messagesOf = ({ body }: LogEntry): readonly ChatMessage[] =>
  (body as { readonly messages?: readonly ChatMessage[] } | null)?.messages ?? [];

/** 16 kHz samples of the newest upload in which the recogniser found exactly these words. */
export async function uploadOf(app: TalkApp, words: string): Promise<Float32Array> {
  const entry = app.services.log.findLast(
    ({ route, status, text }) => route === 'asr' && status === 200 && text === words,
  );
  if (!entry) throw new Error(`no upload held "${words}"`);
  const response = await fetch(`${app.services.url}${entry.wav ?? ''}`);
  const wav = parseWav(new Uint8Array(await response.arrayBuffer()));
  if (!wav.ok) throw wav.error;
  return wav.value.samples;
}

/** A figure for the report; nothing is decided by it. */
export const note = (description: string): void => {
  test.info().annotations.push({ type: 'measured', description });
};
