import { describe, expect, it } from 'vitest';
import { parseWav } from '../../core/audio/wav.ts';
import { createClipPlayer } from './clip-player.ts';

function setUp({ muted = false, refuses = false } = {}) {
  const did: string[] = [];
  const clips: { readonly samples: number; readonly end: () => void }[] = [];
  const failures: unknown[] = [];
  let isMuted = muted;
  const player = createClipPlayer({
    recording: ({ turn, side }) =>
      Promise.resolve(
        turn === 404
          ? undefined
          : { turn, side, sampleRate: 16_000, pcm: new Int16Array(turn * 100).fill(100) },
      ),
    createClip: (wav, end) => {
      const parsed = parseWav(wav);
      clips.push({ samples: parsed.ok ? parsed.value.samples.length : -1, end });
      return {
        play: () => (refuses ? Promise.reject(new Error('no output')) : Promise.resolve()),
        pause: () => did.push('pause'),
      };
    },
    isMuted: () => isMuted,
    setMuted: (next) => {
      isMuted = next;
      did.push(next ? 'mute' : 'unmute');
    },
    onFailed: (cause) => failures.push(cause),
  });
  return { player, clips, did, failures, playing: () => player.store.getState().playing };
}

const user = (turn: number) => ({ turn, side: 'user' as const });

describe('the clip player', () => {
  it('closes the ears while a clip plays, and opens them at its end', async () => {
    const { player, clips, did, playing } = setUp();
    await player.toggle(user(2));
    expect(clips[0]?.samples).toBe(200);
    expect(playing()).toBe('2:user');
    clips[0]!.end();
    expect(did).toEqual(['mute', 'pause', 'unmute']);
    expect(playing()).toBeUndefined();
  });

  it('stops with a second press', async () => {
    const { player, playing } = setUp();
    await player.toggle(user(2));
    await player.toggle(user(2));
    expect(playing()).toBeUndefined();
  });

  it('plays one clip at a time; the end of the one before changes nothing', async () => {
    const { player, clips, playing } = setUp();
    await player.toggle(user(2));
    await player.toggle(user(3));
    clips[0]!.end();
    expect(playing()).toBe('3:user');
  });

  it('leaves ears closed that were closed', async () => {
    const { player, clips, did } = setUp({ muted: true });
    await player.toggle(user(2));
    clips[0]!.end();
    expect(did).toEqual(['pause']);
  });

  it('does nothing for what was not kept', async () => {
    const { player, clips, playing } = setUp();
    await player.toggle(user(404));
    expect(clips).toEqual([]);
    expect(playing()).toBeUndefined();
  });

  it('opens the ears again and tells when it cannot play', async () => {
    const { player, did, failures, playing } = setUp({ refuses: true });
    await player.toggle(user(2));
    expect(did).toEqual(['mute', 'pause', 'unmute']);
    expect(playing()).toBeUndefined();
    expect(failures).toHaveLength(1);
  });
});
