import { describe, expect, it } from 'vitest';
import { noise } from '../../core/audio/random.testing.ts';
import type { PlayerEvent } from '../player-api.ts';
import type { PlaybackLevel } from '../vad-api.ts';
import type { Outlet } from './outlet.ts';
import { Player } from './player.ts';

const rate = 24_000;
const quantum = 128;

class Posted<Message> implements Outlet<Message> {
  readonly messages: Message[] = [];
  postMessage(message: Message): void {
    this.messages.push(structuredClone(message));
  }
}

function setUp() {
  const player = new Player(rate);
  const conversation = new Posted<PlayerEvent>();
  const vad = new Posted<PlaybackLevel>();
  player.connect(conversation, vad);
  let frame = 0;
  const heard: number[] = [];
  return {
    player,
    heard,
    levels: vad.messages,
    get frame() {
      return frame;
    },
    eventsOf: <T extends PlayerEvent['type']>(type: T) =>
      conversation.messages.filter((event): event is PlayerEvent & { type: T } => event.type === type),
    types: () => conversation.messages.map(({ type }) => type),
    render(ms: number) {
      const output = new Float32Array(quantum);
      const until = frame + (ms * rate) / 1000;
      while (frame < until) {
        player.render(output, frame);
        heard.push(...output);
        frame += quantum;
      }
    },
    say(reply: number, samples: Float32Array, { whole = true } = {}) {
      player.command({ type: 'audio', reply, piece: 0, samples });
      if (!whole) return;
      player.command({ type: 'end-piece', reply, piece: 0 });
      player.command({ type: 'end-reply', reply });
    },
  };
}

describe('what the conversation is told', () => {
  it('follows a reply from its first sample to its last', () => {
    const desk = setUp();
    desk.render(20);
    const begun = desk.frame;
    desk.say(7, noise(1, 12_000, 0.5));
    desk.render(600);
    expect(desk.eventsOf('first-sample')).toEqual([{ type: 'first-sample', reply: 7, frame: begun }]);
    expect(desk.eventsOf('piece-started')).toMatchObject([{ reply: 7, piece: 0, frame: begun }]);
    expect(desk.eventsOf('piece-ended')).toMatchObject([{ reply: 7, piece: 0, frame: begun + 12_000 }]);
    expect(desk.eventsOf('drained')).toEqual([{ type: 'drained', reply: 7, frame: begun + 12_000 }]);
    expect(desk.eventsOf('cushion')).toEqual([{ type: 'cushion', reply: 7, samples: 480 }]);
    const playheads = desk.eventsOf('playhead');
    expect(playheads.length).toBeGreaterThanOrEqual(8);
    for (const { frame, sampleInPiece } of playheads) expect(sampleInPiece).toBe(frame - begun);
    expect(desk.eventsOf('level')).toHaveLength(playheads.length);
    expect(desk.eventsOf('level')[3]!.levelDb).toBeGreaterThan(-15);
  });

  it('tells the clock about eight times a second, before anything else and while nothing plays', () => {
    const desk = setUp();
    desk.render(3000);
    const clocks = desk.eventsOf('clock');
    expect(desk.types()[0]).toBe('clock');
    expect(clocks.length).toBeGreaterThanOrEqual(24);
    expect(clocks.length).toBeLessThanOrEqual(26);
    expect(clocks[0]!.frame).toBe(quantum);
    expect(clocks[1]!.frame).toBe(quantum + 23 * quantum);
  });

  it('tells where a pause fell, and that the sound went on', () => {
    const desk = setUp();
    desk.say(1, noise(2, 24_000, 0.5));
    desk.render(200);
    const pausedAt = desk.frame;
    desk.player.command({ type: 'pause' });
    desk.render(100);
    const [silent] = desk.eventsOf('silent');
    expect(silent!.frame - pausedAt).toBeLessThanOrEqual(0.005 * rate);
    expect(desk.heard.slice(silent!.frame).every((sample) => sample === 0)).toBe(true);
    expect(desk.eventsOf('playhead').at(-1)).toMatchObject({ reply: 1, piece: 0, sampleInPiece: pausedAt });
    const resumedAt = desk.frame;
    desk.player.command({ type: 'resume' });
    desk.render(50);
    expect(desk.eventsOf('resumed')).toEqual([{ type: 'resumed', reply: 1, frame: resumedAt }]);
  });

  it('tells where a flush fell, and plays nothing more of that reply', () => {
    const desk = setUp();
    desk.say(1, noise(3, 24_000, 0.5));
    desk.render(200);
    desk.player.command({ type: 'flush', reply: 1 });
    desk.say(1, noise(4, 24_000, 0.5));
    desk.render(300);
    const [silent] = desk.eventsOf('silent');
    expect(desk.heard.slice(silent!.frame).every((sample) => sample === 0)).toBe(true);
    expect(desk.eventsOf('drained')).toEqual([]);
  });

  it('reports a gap when the sound goes on, with what was missing', () => {
    const desk = setUp();
    desk.say(1, noise(5, 2400, 0.5), { whole: false });
    desk.render(200);
    expect(desk.eventsOf('underrun')).toEqual([]);
    desk.say(1, noise(6, 12_000, 0.5), { whole: false });
    desk.render(50);
    const [underrun] = desk.eventsOf('underrun');
    expect(underrun).toMatchObject({ reply: 1, betweenPieces: false });
    expect(underrun!.missing).toBeGreaterThan(0);
    expect(desk.eventsOf('cushion').at(-1)!.samples).toBeGreaterThan(480);
  });
});

describe('ducking', () => {
  it('begins with the next quantum and is complete within it', () => {
    const desk = setUp();
    desk.say(1, new Float32Array(rate).fill(0.5));
    desk.render(100);
    const at = desk.frame;
    desk.player.duckByReflex();
    desk.render(20);
    expect(desk.eventsOf('ducked')).toEqual([{ type: 'ducked', frame: at }]);
    expect(desk.heard[at - 1]).toBe(0.5);
    expect(desk.heard[at]!).toBeLessThan(0.5);
    expect(desk.heard[at + quantum - 1]!).toBeCloseTo(0.1, 6);
  });

  it('by reflex comes too late when nothing is under way, and leaves the next reply whole', () => {
    const desk = setUp();
    desk.player.duckByReflex();
    desk.say(1, new Float32Array(4800).fill(0.5));
    desk.render(100);
    expect(desk.eventsOf('ducked')).toEqual([]);
    expect(desk.heard[1000]).toBe(0.5);
  });

  it('ends with the reply it fell on', () => {
    const desk = setUp();
    desk.say(1, new Float32Array(4800).fill(0.5));
    desk.render(100);
    desk.player.command({ type: 'duck' });
    desk.render(300);
    expect(desk.eventsOf('drained')).toHaveLength(1);
    const second = desk.frame;
    desk.say(2, new Float32Array(4800).fill(0.5));
    desk.render(100);
    expect(desk.heard[second + 1000]).toBe(0.5);
  });

  it('is undone by the conversation', () => {
    const desk = setUp();
    desk.say(1, new Float32Array(rate).fill(0.5));
    desk.render(100);
    desk.player.command({ type: 'duck' });
    desk.render(100);
    desk.player.command({ type: 'restore' });
    const at = desk.frame;
    desk.render(20);
    expect(desk.eventsOf('restored')).toEqual([{ type: 'restored', frame: at }]);
    expect(desk.heard.at(-1)).toBe(0.5);
  });
});

describe('what the ears are told', () => {
  it('is the level every 25 ms while a reply is audible, and every change of that at once', () => {
    const desk = setUp();
    desk.render(500);
    expect(desk.levels).toEqual([]);
    desk.say(1, new Float32Array(rate).fill(0.5));
    desk.render(quantum / 24);
    expect(desk.levels).toMatchObject([{ type: 'playback-level', audible: true }]);
    desk.render(500);
    expect(desk.levels.length).toBeGreaterThanOrEqual(18);
    expect(desk.levels.length).toBeLessThanOrEqual(22);
    expect(desk.levels.at(-1)!.levelDb).toBeCloseTo(-6, 0);
    desk.player.command({ type: 'pause' });
    desk.render(quantum / 24);
    expect(desk.levels.at(-1)).toMatchObject({ audible: false });
    const told = desk.levels.length;
    desk.render(500);
    expect(desk.levels).toHaveLength(told);
    desk.player.command({ type: 'resume' });
    desk.render(quantum / 24);
    expect(desk.levels.at(-1)).toMatchObject({ audible: true });
  });
});

it('keeps what happened before it was connected', () => {
  const player = new Player(rate);
  const conversation = new Posted<PlayerEvent>();
  player.command({ type: 'audio', reply: 1, piece: 0, samples: new Float32Array(2400).fill(0.1) });
  player.render(new Float32Array(quantum), 0);
  player.connect(conversation, new Posted<PlaybackLevel>());
  player.render(new Float32Array(quantum), quantum);
  expect(conversation.messages.map(({ type }) => type)).toEqual([
    'clock',
    'piece-started',
    'cushion',
    'first-sample',
  ]);
});
