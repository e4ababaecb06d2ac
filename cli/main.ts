/** The doors for scripts: JSON on stdout, errors as one line on stderr with exit code 1. */
import { runCommand } from './run-command.ts';

await runCommand(process.argv.slice(2));
