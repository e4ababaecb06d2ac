/**
 * Chromium by its DevTools protocol alone. Playwright keeps every page visible (by emulating focus), and switches off
 * what Chromium does to hidden ones (slow timers, less processor): here a tab behind another one is as it is with people.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { findChromium } from '../../scripts/find-chromium.ts';

const quietArgs = [
  '--headless=new',
  '--remote-debugging-port=0',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--mute-audio',
];

/** A tab of it. */
export interface RawTab {
  /** Runs before any script of the pages that are opened from now on. */
  runFirst(source: string): Promise<void>;
  navigate(url: string): Promise<void>;
  /** @param expression its value, awaited where it is a promise, as JSON; a failure in the page rejects */
  evaluate(expression: string): Promise<unknown>;
  /** In front of all others. */
  activate(): Promise<void>;
}

export interface RawChromium {
  openTab(): Promise<RawTab>;
  close(): Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

type Call = (
  method: string,
  params?: Readonly<Record<string, unknown>>,
  session?: string,
) => Promise<Readonly<Record<string, unknown>>>;

export async function startRawChromium(): Promise<RawChromium> {
  const profile = mkdtempSync(join(tmpdir(), 'echokit-chromium-'));
  const child = spawn(findChromium().path, [...quietArgs, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill();
    await exited;
    await removeProfile(profile);
  };
  try {
    const socket = new WebSocket(await debuggerUrl(createInterface(child.stderr)), {
      perMessageDeflate: false,
    });
    child.stderr.resume(); // or it would wait for somebody to read what it says
    await once(socket, 'open');
    const call = callerOver(socket);
    return { openTab: () => openTab(call), close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

async function debuggerUrl(lines: AsyncIterable<string>): Promise<string> {
  const told: string[] = [];
  for await (const line of lines) {
    const url = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (url !== undefined) return url;
    told.push(line);
  }
  throw new Error(`Chromium did not start: ${told.slice(-3).join('; ')}`);
}

function callerOver(socket: WebSocket): Call {
  const waiting = new Map<number, (answer: Answer) => void>();
  let calls = 0;
  socket.on('message', (data: Buffer) => {
    const answer = JSON.parse(data.toString('utf8')) as Answer;
    if (answer.id === undefined) return;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  socket.on('close', () => {
    for (const end of waiting.values()) end({ error: { message: 'Chromium has ended' } });
  });
  return async (method, params = {}, sessionId) => {
    const id = ++calls;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
    const { result = {}, error } = await answered;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };
}

async function openTab(call: Call): Promise<RawTab> {
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
  const inTab: Call = (method, params) => call(method, params, String(sessionId));
  await inTab('Page.enable');
  return {
    async runFirst(source) {
      await inTab('Page.addScriptToEvaluateOnNewDocument', { source });
    },
    async navigate(url) {
      await inTab('Page.navigate', { url });
    },
    async evaluate(expression) {
      const { result, exceptionDetails } = await inTab('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
        userGesture: true,
      });
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return (result as { readonly value?: unknown }).value;
    },
    async activate() {
      await call('Target.activateTarget', { targetId });
    },
  };
}

/** Its helpers outlive the browser by a moment, and still write. What stays all the same is a temporary folder's. */
async function removeProfile(folder: string): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
