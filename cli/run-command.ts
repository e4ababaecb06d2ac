/** The commands, each in a file of its own and loaded only when asked for. */
interface Command {
  /** What `--help` prints. */
  readonly usage: string;
  readonly run: (args: string[]) => Promise<void>;
}

const commands: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['vad', async () => (await import('./vad.ts')).vad],
  ['resample', async () => (await import('./resample.ts')).resampleWav],
  ['echokit', async () => (await import('./echokit.ts')).echokit],
  ['talk', async () => (await import('./talk.ts')).talk],
  ['services', async () => (await import('./services.ts')).services],
  ['echokit-server', async () => (await import('./echokit-server.ts')).echokitServer],
  ['box', async () => (await import('./box.ts')).box],
  ['nvs', async () => (await import('./nvs.ts')).nvs],
  ['sim-chip', async () => (await import('./sim-chip.ts')).simChip],
  ['partitions', async () => (await import('./partitions.ts')).partitions],
  ['image', async () => (await import('./image.ts')).image],
]);

const known = [...commands.keys()].join(', ');
const asksForHelp = (word: string | undefined) => word === '--help' || word === '-h';

/**
 * Runs what the words ask for. What goes wrong is one line on stderr and exit code 1.
 * @param words what follows the program's name
 */
export async function runCommand(words: readonly string[]): Promise<void> {
  try {
    await run(words);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(message.replaceAll(/\s*\n\s*/g, ' '));
    process.exitCode = 1;
  }
}

async function run([name, ...args]: readonly string[]): Promise<void> {
  if (asksForHelp(name)) {
    console.log(
      `usage: npm run -s cli -- COMMAND, where COMMAND is one of ${known}; COMMAND --help tells more`,
    );
    return;
  }
  const load = commands.get(name ?? '');
  if (load === undefined) {
    throw new Error(
      name === undefined
        ? `say which command: ${known}; --help tells more`
        : `unknown command "${name}", known: ${known}`,
    );
  }
  const command = await load();
  if (args.some(asksForHelp)) console.log(command.usage);
  else await command.run(args);
}
