/** Espressif's real esptool, where this machine has one: run, with a limit of its own. */
import { spawn, spawnSync } from 'node:child_process';

export interface Esptool {
  /** `4.11.0`. */
  readonly version: string;
  /** Words in commands and options are joined so: `_` before version 5. */
  readonly joint: '_' | '-';
  /** @param words with dashes, as version 5 writes them; what begins with `/` is left as it is */
  run(words: readonly string[]): Promise<EsptoolRun>;
}

export interface EsptoolRun {
  /** 0 for success, -1 where it ran out of time. */
  readonly code: number;
  /** stdout and stderr. */
  readonly output: string;
}

const longestRunMs = 400_000;
const commands = /^(flash-id|write-flash|verify-flash|read-flash|erase-region|erase-flash|read-mac|chip-id)$/;

/** One per major version: those that the environment names, and else the one on the path. */
export function findEsptools(environment: NodeJS.ProcessEnv): readonly Esptool[] {
  const named = ['ECHOKIT_ESPTOOL_4', 'ECHOKIT_ESPTOOL_5'].map((name) => environment[name] ?? '');
  const tools = [...named.filter((path) => path !== ''), 'esptool', 'esptool.py'].flatMap(openEsptool);
  return tools.filter(({ joint }, index) => tools.findIndex((other) => other.joint === joint) === index);
}

/** @param executable its path or name. @returns none where it is no esptool */
export function openEsptool(executable: string): readonly Esptool[] {
  const { status, stdout } = spawnSync(executable, ['version'], { encoding: 'utf8' });
  const version = status === 0 ? /\b(\d+\.\d+\.\d+)\b/.exec(stdout)?.[1] : undefined;
  if (version === undefined) return [];
  const joint = Number(version.split('.')[0]) < 5 ? '_' : '-';
  const spell = (word: string) => (commands.test(word) ? word.replaceAll('-', joint) : word);
  return [{ version, joint, run: (words) => runTool(executable, words.map(spell)) }];
}

async function runTool(executable: string, words: readonly string[]): Promise<EsptoolRun> {
  const tool = spawn(executable, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const take = (text: string) => {
    output += text;
  };
  tool.stdout.setEncoding('utf8').on('data', take);
  tool.stderr.setEncoding('utf8').on('data', take);
  const limit = setTimeout(() => tool.kill('SIGKILL'), longestRunMs);
  const code = await new Promise<number | null>((resolve) => tool.once('close', resolve));
  clearTimeout(limit);
  return { code: code ?? -1, output };
}
