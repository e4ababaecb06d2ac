import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { encodePcm16 } from '../core/audio/pcm.ts';
import { decodeServerEvent } from '../core/echokit/decode-server-event.ts';
import { createServices, type Services } from '../simulators/services/create-services.ts';
import { excerpt, spoken } from '../simulators/services/recogniser/known-speech.testing.ts';
import { readEchokitServerOptions } from './echokit-server.ts';

describe('readEchokitServerOptions', () => {
  it('reads every flag', () => {
    const line =
      '--port 0 --services http://127.0.0.1:9400 --host ::1 --hello hi.wav --fault choices --fault restart@2 --model echo --speaker ad --system brief --record here';
    expect(readEchokitServerOptions(line.split(' '))).toEqual({
      port: 0,
      services: 'http://127.0.0.1:9400',
      host: '::1',
      hello: 'hi.wav',
      faults: ['choices', 'restart@2'],
      model: 'echo',
      speaker: 'ad',
      system: 'brief',
      recordFolder: 'here',
    });
  });

  it.each([
    ['--port x --services http://x', '--port takes a number from 0 to 65535, got "x"'],
    ['--port 70000 --services http://x', '--port takes a number from 0 to 65535'],
    ['--port 0 --services http:', '--services takes a http or https URL'],
    ['--port 0 --services http://x --faults a', "Unknown option '--faults'"],
  ])('refuses %s', (line, words) => {
    expect(() => readEchokitServerOptions(line.split(' '))).toThrow(words);
  });
});

describe('the command', () => {
  let services: Services;
  afterEach(() => services.close());

  it('hears a streamed utterance end with Silero, answers, and stops when told to', async () => {
    services = await createServices({ ttsRtf: 0 });
    const args = ['echokit-server', '--port', '0', '--services', services.url, '--model', 'echo'];
    const child = spawn(process.execPath, ['--import', 'tsx', 'main.ts', ...args], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(child, 'exit');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { listening } = JSON.parse(line) as { listening: string };
    expect(listening).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/ws$/);

    const socket = new WebSocket(`${listening}/box?stream_asr=true`);
    await once(socket, 'open');
    socket.send('{"event":"StartChat"}');
    const words = 'Could you look up a train to the coast for me?';
    const pcm = encodePcm16(excerpt(spoken(words), 200, 300));
    for (let at = 0; at < pcm.length; at += 2048) socket.send(pcm.subarray(at, at + 2048));
    const silence = new Uint8Array(1024);
    for (let n = 0; n < 40; n++) socket.send(silence);
    const names: string[] = [];
    let final = '';
    socket.on('message', (data: Buffer) => {
      const event = decodeServerEvent(data);
      if (!event.ok) throw event.error;
      names.push(event.value.event);
      if (event.value.event === 'ASR' && 'text' in event.value) final = event.value.text;
      if (event.value.event === 'EndResponse') socket.close();
    });
    await once(socket, 'close');
    expect(final).toBe(words);
    expect([...new Set(names)]).toEqual([
      'EndVad',
      'ASR',
      'StartAudio',
      'AudioChunk',
      'EndAudio',
      'EndResponse',
    ]);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    // Generous: a loaded machine takes its time to start a process and compile a model.
  }, 120_000);
});
