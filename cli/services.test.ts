import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readServicesOptions } from './services.ts';

describe('readServicesOptions', () => {
  it('reads every flag', () => {
    const line =
      '--port 0 --host ::1 --asr-delay 300 --llm-delay 350 --tts-delay 120 --llm-tps 30 --tts-rtf 0.5 --fault asr:hang --truth a --truth b --no-cors';
    expect(readServicesOptions(line.split(' '))).toEqual({
      port: 0,
      host: '::1',
      asrDelayMs: 300,
      llmDelayMs: 350,
      ttsDelayMs: 120,
      llmTps: 30,
      ttsRtf: 0.5,
      fault: 'asr:hang',
      truth: ['a', 'b'],
      cors: false,
    });
    expect(readServicesOptions(['--port', '9091'])).toEqual({ port: 9091 });
  });

  it.each([
    [[], '--port is missing'],
    [['--port', 'x'], '--port takes a number, got "x"'],
    [['--port', '70000'], '--port takes a number from 0 to 65535'],
    [['--port', '0', '--asr-delay', ''], '--asr-delay takes a number, got ""'],
    [['--port', '0', '--asr-dellay', '3'], '--asr-dellay'],
  ])('refuses %j', (argv, words) => {
    expect(() => readServicesOptions(argv)).toThrow(words);
  });
});

describe('the command', () => {
  const run = (...args: string[]) =>
    spawn(process.execPath, ['--import', 'tsx', 'main.ts', 'services', ...args], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  it('says where it listens, serves, and stops when told to', async () => {
    const child = run('--port', '0', '--fault', 'models:status=401');
    const exit = once(child, 'exit');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { url, port, log } = JSON.parse(line) as { url: string; port: number; log: string };
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect((await fetch(`${url}/v1/models`)).status).toBe(401);
    expect(await (await fetch(log)).json()).toMatchObject([{ path: '/v1/models', status: 401 }]);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });

  it.runIf(process.platform === 'linux')('stops when npm, that started it, is killed', async () => {
    const npm = spawn('npm', ['run', '-s', 'cli', '--', 'services', '--port', '0'], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(createInterface(npm.stdout), 'line')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    npm.kill('SIGKILL');
    const answers = () =>
      fetch(url).then(
        () => true,
        () => false,
      );
    while (await answers()) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await answers()).toBe(false);
  });

  it('fails with words and exit code 1', async () => {
    const child = run('--port', '0', '--fault', 'asr:explode');
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(words).toContain('fault "asr:explode": kind must be one of');
  });
});
