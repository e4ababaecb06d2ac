/**
 * The companion as a program: settings, start, the lines a person sees, the end. Run by `npm start` once the app is
 * built, or by itself: `tsx server/main.ts [options]`.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EchoError } from '../core/errors.ts';
import { readSettings, usage, type Settings } from './config/settings.ts';
import { createCompanion, type Companion, type Pages } from './create-companion.ts';

/** The project's folder. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Runs a companion until the process is told to end.
 * @param args what follows the script's name
 */
export async function runCompanion(args: readonly string[], pages: Pages): Promise<void> {
  const settings = await readSettings(args, process.env, projectRoot);
  if (!settings.ok) return giveUp(settings.error);
  if (settings.value === 'help') return console.log(usage);

  let companion: Companion;
  try {
    companion = await createCompanion({
      ...settings.value,
      pages,
      version: await readVersion(),
      warmVoice: true,
      log: (line) => console.error(line),
    });
  } catch (failure) {
    return giveUp(startFailure(failure, settings.value));
  }
  console.log(`EchoKit Web is at ${companion.url}`);
  if (settings.value.host !== undefined) console.log(exposureWarning);
  const hosts = companion.lanHosts();
  if (hosts.length > 0) console.log(boxesLine(hosts, settings.value.host === undefined));
  endOnSignal(companion);
}

const exposureWarning =
  'It listens beyond this computer: everyone who can reach it can use it, with the keys it holds.';

/** The token is for the page alone: this line may end in a log. */
function boxesLine(hosts: readonly string[], boxesAlone: boolean): string {
  const rest = boxesAlone ? '; nothing else is answered there' : '';
  const where = `EchoKit boxes of your network are let in at ${hosts.join(' and ')}${rest}.`;
  return `${where} The relay page shows the address to give to a box.`;
}

async function readVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

/** A sentence, not a stack: what can go wrong at the start is the person's to mend. */
function startFailure(failure: unknown, { port }: Settings): string {
  if (failure instanceof EchoError && failure.code === 'port-taken') {
    const nextFree = (failure as EchoError).details['nextFree'];
    const way = `npm start -- --port ${nextFree ?? 'N'}`;
    return nextFree === undefined
      ? `Port ${port} is taken by another program. Choose another one: ${way}`
      : `Port ${port} is taken by another program. Port ${nextFree} is free: ${way}`;
  }
  return failure instanceof Error ? `EchoKit Web cannot start: ${failure.message}` : String(failure);
}

function giveUp(reason: string): void {
  console.error(reason);
  process.exitCode = 1;
}

/** The first signal ends in order, a second one at once. */
function endOnSignal(companion: Companion): void {
  let ending = false;
  const end = () => {
    if (ending) process.exit(1);
    ending = true;
    void companion.close().then(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runCompanion(process.argv.slice(2), { folder: join(projectRoot, 'dist') });
}
