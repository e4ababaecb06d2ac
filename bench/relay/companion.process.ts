/** A companion of its own process, so that what it needs can be told from what the bench needs. */
import { readFile, rm } from 'node:fs/promises';
import { createCompanion, type Companion } from '../../server/create-companion.ts';
import { answerParent } from './child-process.ts';

export type CompanionAsk =
  | { readonly type: 'start'; readonly stateDir: string; readonly bus?: string; readonly name?: string }
  /** Collects garbage first. */
  | { readonly type: 'measure' };

export type CompanionTold =
  | { readonly type: 'started'; readonly port: number; readonly token: string; readonly secret: string }
  | {
      readonly type: 'measured';
      /** Of the process, and of what is alive in it. */
      readonly residentBytes: number;
      readonly liveBytes: number;
      /** What it logged so far: nothing, if all is well. */
      readonly log: readonly string[];
    };

let companion: Companion | undefined;
let folder: string | undefined;
const log: string[] = [];

async function start({
  stateDir,
  bus,
  name,
}: Extract<CompanionAsk, { type: 'start' }>): Promise<CompanionTold> {
  folder = stateDir;
  let pageSecret = '';
  companion = await createCompanion({
    pages: {
      create: ({ secret }) => {
        pageSecret = secret;
        return Promise.resolve((_incoming, outgoing) => Promise.resolve(void outgoing.end()));
      },
    },
    version: 'bench',
    stateDir,
    relay: { bus, name, pairingFile: `${stateDir}/pairing-token` },
    log: (line) => log.push(line),
  });
  const token = (await readFile(`${stateDir}/pairing-token`, 'utf8')).trim();
  return { type: 'started', port: companion.port, token, secret: pageSecret };
}

function measure(): CompanionTold {
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { type: 'measured', residentBytes: rss, liveBytes: heapUsed + external, log };
}

answerParent(
  (question: CompanionAsk) => (question.type === 'start' ? start(question) : Promise.resolve(measure())),
  async () => {
    await companion?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  },
);
