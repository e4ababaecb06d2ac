/** A `nats-server` of the bench's own, on a free port of 127.0.0.1. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasNatsServer = (): boolean => spawnSync('nats-server', ['--version']).status === 0;

export async function startNatsServer(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'echokit-bench-nats-'));
  const options = ['--addr', '127.0.0.1', '--port', '-1', '--ports_file_dir', folder];
  const server = spawn('nats-server', options, { stdio: 'ignore' });
  let file: string | undefined;
  while (file === undefined) {
    if (server.exitCode !== null) throw new Error(`nats-server ended with ${server.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    file = (await readdir(folder)).find((name) => name.endsWith('.ports'));
  }
  const { nats } = JSON.parse(await readFile(join(folder, file), 'utf8')) as { nats: readonly string[] };
  return {
    url: nats[0]!,
    async stop() {
      const ended = once(server, 'exit');
      if (server.kill()) await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
