/**
 * The doors for scripts: JSON on stdout, errors as words on stderr with exit code 1. Each command lives in a file of
 * its own and is loaded only when asked for.
 */
const commands: Record<string, (args: string[]) => Promise<void>> = {
  vad: async (args) => (await import('./vad.ts')).vadCommand(args),
  resample: async (args) => (await import('./resample.ts')).resampleCommand(args),
  services: async (args) => (await import('./services.ts')).servicesCommand(args),
};

const [name, ...args] = process.argv.slice(2);
const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
try {
  if (!command) {
    const known = Object.keys(commands).join(', ');
    throw new Error(
      name === undefined ? `say which command: ${known}` : `unknown command "${name}", known: ${known}`,
    );
  }
  await command(args);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
