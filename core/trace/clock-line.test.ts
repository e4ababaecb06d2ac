import { describe, expect, it } from 'vitest';
import { createClockLine } from './clock-line.ts';

/** Seeded uniform numbers in [0, 1): mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Device {
  readonly rate: number;
  readonly driftPpm: number;
  /** The device asks for so much at once, and all quanta of it are rendered in that instant. */
  readonly burstMs: number;
  /** Frames between two messages. */
  readonly every: number;
  /** Share of messages that are late by up to 60 ms. */
  readonly stuck: number;
  readonly seed: number;
}

interface Pair {
  readonly frame: number;
  /** Instant at which the quantum before `frame` was rendered. */
  readonly rendered: number;
  readonly arrivedAt: number;
  /** Where the sample clock stands at `frame`: the line through the last quanta of the bursts. */
  readonly sampleAt: number;
}

const quantum = 128;
const epoch = 1_780_000_000_000;

/** The intervals of the player: a prime count of quanta near 125 ms, so that every phase of a device buffer is met. */
const playerClockQuanta: Readonly<Record<number, number>> = {
  16_000: 17,
  24_000: 23,
  44_100: 43,
  48_000: 47,
};

/** Pairs of a context that began at `epoch`: rendered in bursts, each message late by 0.1 ms to a few ms. */
function* pairsOf(device: Device, seconds: number): Generator<Pair> {
  const random = seededRandom(device.seed);
  const realRate = device.rate * (1 + device.driftPpm * 1e-6);
  const millisOf = (frame: number): number => (frame / realRate) * 1000;
  /** Quanta that are rendered in the callback for the buffer that begins at `k` bursts: as many as it needs. */
  const renderedAt = (frame: number): number =>
    device.burstMs === 0
      ? millisOf(frame)
      : Math.floor(millisOf(frame - quantum) / device.burstMs + 1e-9) * device.burstMs;
  let aheadMs = 0;
  for (let frame = quantum; frame < device.rate * 2; frame += quantum) {
    aheadMs = Math.max(aheadMs, millisOf(frame) - renderedAt(frame));
  }
  let sinceMessage = 0;
  let lastArrival = 0;
  for (let frame = quantum; frame <= seconds * device.rate; frame += quantum) {
    sinceMessage += quantum;
    if (sinceMessage < device.every) continue;
    sinceMessage -= device.every;
    const rendered = epoch + renderedAt(frame);
    const stuckMs = random() < device.stuck ? random() * 60 : 0;
    const delay = 0.1 - Math.log(1 - random()) * 0.3 + stuckMs;
    lastArrival = Math.max(lastArrival, rendered + delay);
    yield { frame, rendered, arrivedAt: lastArrival, sampleAt: epoch + millisOf(frame) - aheadMs };
  }
}

const devices: readonly Device[] = [16_000, 24_000, 44_100, 48_000].flatMap((rate) =>
  [-200, 0, 200].flatMap((driftPpm) =>
    [0, 10, 20].flatMap((burstMs) => [
      // The capture worklet's frames, and about eight messages a second as the player sends them.
      { rate, driftPpm, burstMs, every: 0.032 * rate, stuck: 0.03, seed: rate + driftPpm + burstMs },
      {
        rate,
        driftPpm,
        burstMs,
        every: quantum * playerClockQuanta[rate]!,
        stuck: 0.03,
        seed: rate - driftPpm - burstMs,
      },
    ]),
  ),
);

describe('clock line', () => {
  it.each(devices)(
    'runs with the samples: $rate Hz, $driftPpm ppm, bursts of $burstMs ms, a pair per $every frames',
    (device) => {
      const line = createClockLine({ rate: device.rate });
      let worst = 0;
      let pairs = 0;
      for (const pair of pairsOf(device, 60)) {
        line.add(pair.frame, pair.arrivedAt);
        pairs += 1;
        if (pairs > 24) worst = Math.max(worst, Math.abs(line.at(pair.frame) - pair.sampleAt));
      }
      expect(pairs).toBeGreaterThan(300);
      // Bursts of 20 ms are met every 4 ms only by frames of 32 ms, and that grid slides when the clock drifts.
      expect(worst).toBeLessThanOrEqual(device.burstMs > 10 ? 5 : 3);
      expect(line.restarts).toBe(0);
    },
  );

  it.each(devices)(
    'stamps the rendering: $rate Hz, $driftPpm ppm, bursts of $burstMs ms, a pair per $every frames',
    (device) => {
      const line = createClockLine({ rate: device.rate });
      const quantumMs = (quantum * 1000) / device.rate;
      let pairs = 0;
      let stamped = 0;
      for (const pair of pairsOf(device, 60)) {
        line.add(pair.frame, pair.arrivedAt);
        pairs += 1;
        if (pairs <= 24) continue;
        // An event may have fallen on any frame of the quantum.
        const frame = pair.frame - ((pairs * 37) % quantum);
        const error = Math.abs(line.stamp(frame, pair.arrivedAt) - pair.rendered);
        const lateMs = pair.arrivedAt - pair.rendered;
        if (lateMs <= 2.5) stamped += 1;
        // A message that was held up hides the phase inside the burst; it is never worse than its arrival.
        expect(error).toBeLessThanOrEqual(lateMs <= 2.5 ? 3 : Math.max(device.burstMs + quantumMs, lateMs));
      }
      expect(stamped).toBeGreaterThan(300);
    },
  );

  it('is good after the first three pairs where quanta are rendered one by one', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const line = createClockLine({ rate: 16_000 });
      const device: Device = { rate: 16_000, driftPpm: 100, burstMs: 0, every: 512, stuck: 0, seed };
      const pairs = [...pairsOf(device, 0.1)];
      for (const pair of pairs) line.add(pair.frame, pair.arrivedAt);
      expect(pairs).toHaveLength(3);
      const last = pairs[2]!;
      expect(Math.abs(line.at(last.frame) - last.sampleAt), `seed ${seed}`).toBeLessThanOrEqual(3);
    }
  });

  it('answers for frames between, before and after the pairs, and back', () => {
    const line = createClockLine({ rate: 48_000 });
    line.add(48_000, epoch + 1000);
    expect(line.at(48_000)).toBe(epoch + 1000);
    expect(line.at(24_000)).toBe(epoch + 500);
    expect(line.at(48_048)).toBeCloseTo(epoch + 1001, 6);
    expect(line.frameAt(epoch + 500)).toBeCloseTo(24_000, 3);
  });

  it('takes messages that queued behind a busy worker as one', () => {
    const line = createClockLine({ rate: 16_000 });
    const rendered = (index: number): number => epoch + index * 32;
    for (let index = 1; index <= 40; index += 1) line.add(index * 512, rendered(index) + 0.2);
    // The worker sleeps for 3 s: 94 messages come out 0.3 ms apart.
    let worst = 0;
    for (let index = 41; index <= 134; index += 1) {
      line.add(index * 512, rendered(134) + 0.2 + (index - 41) * 0.3);
      worst = Math.max(worst, Math.abs(line.at(index * 512) - rendered(index)));
    }
    for (let index = 135; index <= 200; index += 1) {
      line.add(index * 512, rendered(index) + 0.2);
      worst = Math.max(worst, Math.abs(line.at(index * 512) - rendered(index)));
    }
    expect(worst).toBeLessThanOrEqual(3);
    expect(line.restarts).toBe(0);
  });

  it('starts anew when the context stood still, and not before that is sure', () => {
    const line = createClockLine({ rate: 16_000 });
    const suspendedMs = 10_000;
    for (let index = 1; index <= 40; index += 1) line.add(index * 512, epoch + index * 32 + 0.2);
    for (let index = 41; index <= 50; index += 1)
      line.add(index * 512, epoch + suspendedMs + index * 32 + 0.2);
    expect(line.restarts).toBe(1);
    expect(line.at(50 * 512)).toBeCloseTo(epoch + suspendedMs + 50 * 32, 0);
  });

  it('follows a glitch of one device buffer', () => {
    const line = createClockLine({ rate: 16_000 });
    for (let index = 1; index <= 40; index += 1) line.add(index * 512, epoch + index * 32 + 0.2);
    for (let index = 41; index <= 66; index += 1) line.add(index * 512, epoch + 15 + index * 32 + 0.2);
    expect(line.at(66 * 512)).toBeCloseTo(epoch + 15 + 66 * 32, 0);
  });

  it('forgets quanta that were rendered ahead to fill the device at the start', () => {
    const line = createClockLine({ rate: 24_000 });
    const aheadMs = 40;
    line.add(128 * 8, epoch);
    for (let ms = 125; ms <= 4000; ms += 125) line.add((ms + aheadMs) * 24 - aheadMs * 24, epoch + ms + 0.2);
    expect(line.at(4000 * 24)).toBeCloseTo(epoch + 4000, 0);
  });

  it('refuses a rate that is none, and an answer without a pair', () => {
    expect(() => createClockLine({ rate: 0 })).toThrow('rate is 0');
    expect(() => createClockLine({ rate: 16_000 }).at(0)).toThrow('no pair');
  });
});
