import { describe, expect, it } from 'vitest';
import { defaultTurnSettings } from '../../../core/profile/profile.ts';
import { VoiceGate, type GateFrame } from './voice-gate.ts';

const voiceAfter = (frames: number, silentFrames = 0): GateFrame['voice'] => ({
  start: 1000,
  onset: 9000,
  confirmed: frames >= 3,
  silentFrames,
  voicedFrames: frames,
});

const quiet: GateFrame = { voice: null, segments: [], ducked: false, isSounding: false, decides: true };

/** What the gate did, by frame. */
function run(gate: VoiceGate, frames: readonly Partial<GateFrame>[]): readonly string[] {
  return frames.flatMap((frame, index) =>
    gate.hear({ ...quiet, ...frame }, defaultTurnSettings).map(({ type }) => `${index} ${type}`),
  );
}

const speaking = (count: number, more: Partial<GateFrame> = {}): Partial<GateFrame>[] =>
  Array.from({ length: count }, (_, index) => ({ voice: voiceAfter(index + 1), ...more }));
const silence = (count: number, more: Partial<GateFrame> = {}): Partial<GateFrame>[] =>
  Array.from({ length: count }, () => ({ ...more }));
const sounding = { isSounding: true };

describe('the voice gate', () => {
  it('opens a turn when a voice is long enough to be speech, from its pre-roll on', () => {
    const gate = new VoiceGate();
    expect(run(gate, speaking(3))).toEqual(['2 begin']);
    const end = { type: 'hard-end', onset: 9000, end: 20_000 } as unknown as GateFrame['segments'][number];
    expect(run(gate, [...speaking(5), { segments: [end] }])).toEqual(['5 end']);
  });

  it('goes by three steps over a reply: lowered, paused after 250 ms, stopped after 600 ms', () => {
    const gate = new VoiceGate();
    const frames = speaking(19, sounding).map((frame, index) => ({ ...frame, ducked: index === 0 }));
    expect(run(gate, frames)).toEqual(['7 pause', '18 begin']);
    expect(gate.isHolding).toBe(false);
  });

  it('gives a lowered reply back after 320 ms of quiet, and a paused one after 400 ms', () => {
    const gate = new VoiceGate();
    expect(run(gate, [{ ...sounding, ducked: true }, ...silence(12, sounding)])).toEqual(['9 restore']);
    const paused = [...speaking(8, sounding), ...silence(14, sounding)];
    expect(run(gate, paused)).toEqual(['7 pause', '20 resume', '20 restore']);
    expect(gate.isHolding).toBe(false);
  });

  it('decides nothing where it is not asked to', () => {
    const gate = new VoiceGate();
    const idle = { decides: false };
    expect(run(gate, speaking(30, idle))).toEqual([]);
    const over = speaking(30, { ...idle, ...sounding }).map((frame, index) => ({
      ...frame,
      ducked: index === 0,
    }));
    expect(run(gate, [...over, ...silence(12, { ...idle, ...sounding })])).toEqual(['39 restore']);
  });

  it('forgets a doubt about a reply that is over', () => {
    const gate = new VoiceGate();
    expect(run(gate, [{ ...sounding, ducked: true }, ...silence(20)])).toEqual([]);
    expect(gate.isHolding).toBe(false);
  });
});
