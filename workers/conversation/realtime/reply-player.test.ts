import { describe, expect, it } from 'vitest';
import type { PlayerCommand } from '../../player-api.ts';
import { defaultLimits } from '../limits.ts';
import { PlayerMouth } from '../player-mouth.ts';
import { ReplyPlayer } from './reply-player.ts';

function setUp(rate = 24_000) {
  const commands: PlayerCommand[] = [];
  const told: string[] = [];
  const timers: { ms: number; action: () => void; isOn: boolean }[] = [];
  const host = {
    now: () => 0,
    after: (ms: number, action: () => void) => {
      const timer = { ms, action, isOn: true };
      timers.push(timer);
      return () => {
        timer.isOn = false;
      };
    },
    random: () => 0.5,
  };
  const mouth = new PlayerMouth(
    { postMessage: (command) => commands.push(command) },
    rate,
    host,
    () => undefined,
  );
  const player: ReplyPlayer = new ReplyPlayer({
    mouth: () => mouth,
    host,
    limits: defaultLimits,
    events: {
      onAudible: (response) => told.push(`audible ${response}`),
      onProgress: () => undefined,
      onDrained: (response) => told.push(`drained ${response}`),
      onStopped: (response) => told.push(`stopped ${response} ${JSON.stringify(player.played(response))}`),
      onUnheard: (response) => told.push(`unheard ${response}`),
    },
  });
  const fire = (ms: number) =>
    timers.filter((timer) => timer.isOn && timer.ms === ms).forEach(({ action }) => action());
  return { commands, told, player, fire };
}

const sound = (samples: number) => new Int16Array(samples).fill(1000);
const brief = (commands: readonly PlayerCommand[]) =>
  commands.map((command) => `${command.type}${'piece' in command ? ` ${command.piece}` : ''}`);

describe('the player of replies', () => {
  it('makes a piece of each part, and tells how much of each was heard', () => {
    const { commands, told, player } = setUp();
    player.play('r1', 'a', 0, sound(2400));
    player.play('r1', 'a', 0, sound(2400));
    player.play('r1', 'b', 0, sound(1200));
    player.end('r1');
    expect(brief(commands)).toEqual([
      'audio 0',
      'audio 0',
      'end-piece 0',
      'audio 1',
      'end-piece 1',
      'end-reply',
    ]);
    player.hear({ type: 'first-sample', reply: 1, at: 5 });
    expect(player.isSounding).toBe(true);
    player.hear({ type: 'piece-started', reply: 1, piece: 1, at: 5 });
    player.hear({ type: 'playhead', reply: 1, piece: 1, sampleInPiece: 300, at: 6 });
    expect(player.played('r1')).toEqual([
      { item: 'a', content: 0, samples: 4800 },
      { item: 'b', content: 0, samples: 300 },
    ]);
    player.hear({ type: 'drained', reply: 1, at: 9 });
    expect(player.played('r1').map(({ samples }) => samples)).toEqual([4800, 1200]);
    expect(player.isSounding).toBe(false);
    expect(told).toEqual(['audible r1', 'drained r1']);
  });

  it('counts at 24 kHz, whatever the rate of the player', () => {
    const { player } = setUp(48_000);
    player.play('r1', 'a', 0, sound(24_000));
    player.hear({ type: 'playhead', reply: 1, piece: 0, sampleInPiece: 24_000, at: 6 });
    expect(player.played('r1')).toEqual([{ item: 'a', content: 0, samples: 12_000 }]);
  });

  it('stops, and waits for the playhead', () => {
    const { commands, told, player, fire } = setUp();
    player.play('r1', 'a', 0, sound(4800));
    player.hear({ type: 'first-sample', reply: 1, at: 5 });
    player.stop('r1');
    player.play('r1', 'a', 0, sound(4800));
    expect(brief(commands)).toEqual(['audio 0', 'flush']);
    player.hear({ type: 'playhead', reply: 1, piece: 0, sampleInPiece: 960, at: 6 });
    player.hear({ type: 'playhead', reply: 1, piece: 0, sampleInPiece: 980, at: 7 });
    fire(500);
    expect(told).toEqual(['audible r1', 'stopped r1 [{"item":"a","content":0,"samples":960}]']);
  });

  it('goes by what it knows where the player says nothing, or has something else to play', () => {
    const { told, player, fire } = setUp();
    player.play('r1', 'a', 0, sound(4800));
    player.stop('r1');
    fire(500);
    player.play('r2', 'b', 0, sound(4800));
    player.hear({ type: 'playhead', reply: 2, piece: 0, sampleInPiece: 100, at: 6 });
    player.stop('r2');
    player.play('r3', 'c', 0, sound(4800));
    expect(told).toEqual([
      'stopped r1 [{"item":"a","content":0,"samples":0}]',
      'stopped r2 [{"item":"b","content":0,"samples":100}]',
    ]);
  });

  it('notices a player that does not play', () => {
    const { told, player, fire } = setUp();
    player.play('r1', 'a', 0, sound(4800));
    fire(defaultLimits.audibleMs);
    expect(told).toEqual(['unheard r1']);
    const other = setUp();
    other.player.play('r1', 'a', 0, sound(4800));
    other.player.hear({ type: 'first-sample', reply: 1, at: 5 });
    other.fire(defaultLimits.audibleMs);
    expect(other.told).toEqual(['audible r1']);
  });
});
