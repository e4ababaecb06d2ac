/** `cli box` in virtual time, at a server in the same process. */
import { describe, expect, it } from 'vitest';
import { decodeClientCommand } from '../core/echokit/client-command.ts';
import { encodeServerEvent } from '../core/echokit/encode-server-event.ts';
import type { KnownServerEvent } from '../core/echokit/server-event.ts';
import type { BoxLogEntry } from '../simulators/box/box-log.ts';
import { createMemoryDial, type MemoryBoxSocket } from '../simulators/box/memory-link.ts';
import { VirtualClock } from '../simulators/box/virtual-clock.testing.ts';
import { runBox, type BoxRun, type BoxRunOptions } from './box-run.ts';
import { firstPress, type BoxScriptLine } from './box-script.ts';

/** A second of quiet before each so much voice, at 16 kHz. Voice is what is above 0. */
const words = (...seconds: number[]): Float32Array => {
  const parts = seconds.flatMap((long) => [
    new Float32Array(16_000),
    new Float32Array(16_000 * long).fill(0.5),
  ]);
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

type Answer = (say: (event: KnownServerEvent) => void) => void;

const spoken =
  (text: string, samples: number): Answer =>
  (say) => {
    say({ event: 'ASR', text: 'words' });
    say({ event: 'EndVad' });
    say({ event: 'StartAudio', text });
    for (let left = samples; left > 0; left -= 160_000)
      say({ event: 'AudioChunki16', data: new Int16Array(Math.min(left, 160_000)).fill(99), vowel: 1 });
    say({ event: 'EndAudio' });
    say({ event: 'EndResponse' });
  };

class Trial {
  readonly clock = new VirtualClock();
  readonly sockets: MemoryBoxSocket[] = [];
  readonly log: BoxLogEntry[] = [];
  readonly abort = new AbortController();
  readonly played: number[] = [];
  isRefusing = false;
  /** Told to the n-th utterance once its third frame of audio came; the last one goes on. */
  answers: readonly Answer[] = [spoken('well', 8000)];
  #utterances = 0;

  async run(options: Partial<BoxRunOptions> = {}): Promise<BoxRun & { readonly tookMs: number }> {
    let result: BoxRun | null = null;
    let failure: unknown = null;
    const { clock } = this;
    runBox({
      server: 'ws://here/ws',
      id: '0123456789ab',
      version: '0.3.2',
      recording: words(1),
      isContinuous: false,
      script: [firstPress],
      clips: new Map(),
      turns: undefined,
      dial: createMemoryDial({
        onBox: (socket) => this.#accept(socket),
        defer: (work) => void clock.after(0, work),
      }),
      clock,
      detectSpeech: (frame) => (frame[256]! > 0 ? 1 : 0),
      onLog: (entry) => this.log.push(entry),
      onPlayed: (samples) => this.played.push(samples.length),
      signal: this.abort.signal,
      ...options,
    }).then(
      (run) => (result = run),
      (error: unknown) => (failure = error ?? 'failed'),
    );
    for (let n = 0; result === null && failure === null; n += 1) {
      if (n > 20_000) throw new Error('the run does not end');
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(50);
    }
    if (failure !== null) throw failure as Error;
    return { ...(result as unknown as BoxRun), tookMs: clock.now() };
  }

  #accept(socket: MemoryBoxSocket): boolean {
    if (this.isRefusing) return false;
    this.sockets.push(socket);
    let frames = -1;
    socket.onFrame = (payload) => {
      if (typeof payload === 'string') {
        const command = decodeClientCommand(payload);
        if (command.ok && command.value.event === 'StartChat') frames = 0;
        return;
      }
      if (frames < 0 || ++frames < 3) return;
      frames = -1;
      const answer = this.answers[Math.min(this.#utterances++, this.answers.length - 1)]!;
      answer((event) => socket.send(encodeServerEvent(event)));
    };
    return true;
  }
}

const press = (line: Partial<BoxScriptLine>): BoxScriptLine =>
  ({ when: 'start', n: 1, afterMs: 0, do: 'k0', ...line }) as BoxScriptLine;

describe('a run', () => {
  it('ends when the recording is over and its last turn done', async () => {
    const trial = new Trial();
    const { summary, complaint } = await trial.run({ recording: words(1, 1) });
    expect(summary).toEqual({ turns: 2, interrupts: 0, reboots: 0, violations: [] });
    expect(complaint).toBeNull();
    expect(trial.played).toEqual([8000, 8000]);
    expect(trial.sockets).toHaveLength(2);
  });

  it('lets the recording wait while the box does not listen, or not', async () => {
    const recording = words(1, 1, 1);
    const trial = new Trial();
    trial.answers = [spoken('long', 16_000 * 20)];
    const waiting = await trial.run({ recording });
    expect(waiting.summary.turns).toBe(3);
    const other = new Trial();
    other.answers = trial.answers;
    const running = await other.run({ recording, isContinuous: true });
    expect(running.summary.turns).toBe(1);
    expect(running.complaint).toBeNull();
  });

  it('ends after so many turns, and complains of fewer', async () => {
    const enough = await new Trial().run({ recording: words(1, 1, 1), turns: 2 });
    expect(enough).toMatchObject({ summary: { turns: 2 }, complaint: null });
    const few = await new Trial().run({ recording: words(1), turns: 2 });
    expect(few).toMatchObject({ summary: { turns: 1 }, complaint: '1 of 2 turns ended' });
  });

  it('without any speech is no failure', async () => {
    const { summary, complaint } = await new Trial().run({ recording: new Float32Array(16_000) });
    expect(summary.turns).toBe(0);
    expect(complaint).toBeNull();
  });

  it.each([
    [
      'after EndVad',
      (say) => say({ event: 'EndVad' }),
      'the turn did not end: nothing came for 30 s while the box was waiting',
    ],
    ['in a segment', (say) => say({ event: 'StartAudio', text: 'and' }), 'the box was speaking'],
    ['after a first ASR', (say) => say({ event: 'ASR', text: 'and' }), 'the box was listening'],
    ['from the start', () => undefined, 'the server broke the protocol: no-asr'],
  ] satisfies [string, Answer, string][])('complains of a turn left alone %s', async (_, answer, words_) => {
    const trial = new Trial();
    trial.answers = [answer];
    const { complaint } = await trial.run();
    expect(complaint).toContain(words_);
  });

  it('waits for long segments', async () => {
    const trial = new Trial();
    trial.answers = [spoken('a lecture', 16_000 * 90)];
    const { summary, complaint } = await trial.run();
    expect(summary.turns).toBe(1);
    expect(complaint).toBeNull();
  });

  it('complains of a violation, and tells all', async () => {
    const trial = new Trial();
    trial.answers = [
      (say) => {
        trial.sockets.at(-1)!.send('{"event":"ASR"}');
        spoken('well', 800)(say);
      },
    ];
    const { summary, complaint } = await trial.run();
    expect(complaint).toMatch(/^the server broke the protocol: text-frame/);
    expect(summary.violations).toMatchObject([{ code: 'text-frame' }]);
    expect(summary.turns).toBe(1);
  });

  it('complains of a server that is not there', async () => {
    const trial = new Trial();
    trial.isRefusing = true;
    const { complaint, summary } = await trial.run();
    expect(complaint).toBe('no server took the box at ws://here/ws');
    expect(summary).toEqual({ turns: 0, interrupts: 0, reboots: 0, violations: [] });
  });

  it('does what the script says: interrupts by K0 and by voice', async () => {
    const trial = new Trial();
    trial.answers = [spoken('long', 16_000 * 30), spoken('long', 16_000 * 30), spoken('short', 1600)];
    const script = [
      firstPress,
      press({ when: 'speaking', n: 1, afterMs: 500 }),
      press({ when: 'waiting', n: 2, do: 'k0-long' }),
      { when: 'speaking', n: 2, afterMs: 1000, do: 'play', wav: 'x' } as const,
    ];
    const clips = new Map([['x', words(1)]]);
    const { summary, complaint } = await trial.run({ recording: words(1, 1), script, clips });
    expect(complaint).toBeNull();
    expect(summary).toMatchObject({ turns: 1, interrupts: 2, reboots: 0 });
    expect(trial.played[0]).toBeGreaterThan(6000);
    expect(trial.played[0]).toBeLessThan(10_000);
    expect(trial.sockets).toHaveLength(4);
  });

  it('goes on after a reboot if the script presses K0 again', async () => {
    const trial = new Trial();
    const recording = words(1, 1, 1);
    trial.answers = [
      (say) => {
        spoken('one', 800)(say);
        const socket = trial.sockets.at(-1)!;
        trial.clock.after(700, () => socket.drop());
      },
      spoken('two', 800),
    ];
    const script = [firstPress, press({ n: 2, afterMs: 200 })];
    const { summary, complaint } = await trial.run({ recording, script });
    expect(summary).toMatchObject({ turns: 3, reboots: 1 });
    expect(complaint).toBeNull();
  });

  it('ends at once when it is told to', async () => {
    const trial = new Trial();
    trial.answers = [spoken('a lecture', 16_000 * 90)];
    trial.clock.after(20_000, () => trial.abort.abort());
    const { summary, complaint, tookMs } = await trial.run();
    expect(tookMs).toBeLessThan(21_000);
    expect(summary.turns).toBe(0);
    expect(complaint).toBeNull();
    expect(trial.log.at(-1)).toMatchObject({ kind: 'played', complete: false });
  });

  it('fails with the speech detector', async () => {
    const detectSpeech = () => Promise.reject(new Error('the model is gone'));
    await expect(new Trial().run({ detectSpeech })).rejects.toThrow('the model is gone');
  });
});
