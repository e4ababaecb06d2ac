/** `talk`: the conversation of the Talk page, headless and in real time. */
import { writeFile } from 'node:fs/promises';
import { encodeWav } from '../core/audio/wav.ts';
import { fileTrouble } from './command-line.ts';
import { holdTalk } from './talk/hold-talk.ts';
import { nodeServers } from './talk/node-servers.ts';
import { readTalkOptions, talkUsage } from './talk/talk-options.ts';
import { traceOf } from './talk/trace-file.ts';
import { readRecording } from './vad-recording.ts';

export const talk = { usage: talkUsage, run: talkCommand };

/** Prints one line of JSON at the end. @throws with words for stderr */
export async function talkCommand(argv: string[]): Promise<void> {
  const options = readTalkOptions(argv, process.env);
  const recording = await readRecording(options.wav);
  const held = await holdTalk(options, recording, nodeServers());
  if (options.out !== undefined) await write(options.out, encodeWav(held.tape, held.tapeRate));
  if (options.trace !== undefined)
    await write(options.trace, `${JSON.stringify(traceOf(held.turns, held.microphoneAt), null, 2)}\n`);
  for (const code of held.notices) console.error(`the server: ${code}`);
  const counted = held.turns.filter(({ status }) => status !== 'dropped');
  const failed = counted.filter(({ status }) => status === 'failed').length;
  console.log(JSON.stringify({ turns: counted.length, failed }));
  if (failed > 0) process.exitCode = 1;
  // Open keep-alive connections of the services would hold the process for seconds.
  setTimeout(() => process.exit(), 0);
}

const write = (path: string, content: string | Uint8Array): Promise<void> =>
  writeFile(path, content).catch((cause: unknown) => {
    throw fileTrouble(path, cause);
  });
