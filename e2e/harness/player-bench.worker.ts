/** Plays the part of the conversation and of the ears for a real player, and measures by its own clock. */
import { createClockLine } from '../../core/trace/clock-line.ts';
import type { PlayerCommand, PlayerEvent } from '../../workers/player-api.ts';
import type { PlayerBenchResult, ProbedQuantum } from './harness-results.ts';

const now = (): number => performance.timeOrigin + performance.now();

interface Start {
  readonly conversation: MessagePort;
  readonly vad: MessagePort;
  readonly probe: MessagePort;
  readonly rate: number;
  readonly trials: number;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

onmessage = async ({ data: start }: MessageEvent<Start>) => {
  const line = createClockLine({ rate: start.rate });
  const quanta: ProbedQuantum[] = [];
  const events: { readonly event: PlayerEvent; readonly stamped: number; readonly arrivedAt: number }[] = [];
  let waiting: { readonly type: string; readonly resolve: (stamped: number) => void } | null = null;

  start.probe.onmessage = ({ data }: MessageEvent<ProbedQuantum>) => quanta.push(data);
  start.conversation.onmessage = ({ data: event }: MessageEvent<PlayerEvent>) => {
    const arrivedAt = now();
    if (event.type === 'clock') line.add(event.frame, arrivedAt);
    if (!('frame' in event)) return;
    const stamped = line.stamp(event.frame, arrivedAt);
    events.push({ event, stamped, arrivedAt });
    if (waiting?.type !== event.type) return;
    const { resolve } = waiting;
    waiting = null;
    resolve(stamped);
  };
  const next = (type: PlayerEvent['type']): Promise<number> =>
    new Promise((resolve) => {
      waiting = { type, resolve };
    });
  const send = (command: PlayerCommand): void => start.conversation.postMessage(command);

  await wait(3500);
  const duckMs: number[] = [];
  const pauseMs: number[] = [];
  const startMs: number[] = [];
  for (let reply = 1; reply <= start.trials; reply += 1) {
    const samples = Float32Array.from(
      { length: 4 * start.rate },
      (_, i) => 0.5 * Math.sin((i * 2 * Math.PI * 440) / start.rate) + 0.001,
    );
    let heard = next('first-sample');
    let sentAt = now();
    send({ type: 'audio', reply, piece: 0, samples });
    startMs.push((await heard) - sentAt);
    await wait(200 + 7 * reply);
    heard = next('ducked');
    sentAt = now();
    start.vad.postMessage({ type: 'duck' });
    duckMs.push((await heard) - sentAt);
    await wait(60 + 3 * reply);
    heard = next('silent');
    sentAt = now();
    send({ type: 'pause' });
    pauseMs.push((await heard) - sentAt);
    await wait(50);
    send({ type: 'flush', reply });
    await wait(50);
  }
  const result: PlayerBenchResult = {
    duckMs,
    pauseMs,
    startMs,
    quanta,
    events: events.map(({ event, stamped, arrivedAt }) => ({
      type: event.type,
      frame: 'frame' in event ? event.frame : -1,
      stamped,
      arrivedAt,
    })),
  };
  postMessage(result);
};
