/** Plays what was recorded of a turn: one clip at a time, with the ears closed meanwhile so that it is not taken for speech. */
import { createStore, type StoreApi } from 'zustand';
import { encodeWav } from '../../core/audio/wav.ts';
import type { RecordingName, StoredAudio } from '../platform/storage/conversation-storage.ts';
import { recordingKey } from './talk-store.ts';

/** A sound that plays; the part of `HTMLAudioElement` that is needed. */
export interface Clip {
  play(): Promise<void>;
  pause(): void;
}

export interface ClipPlayerOptions {
  readonly recording: (name: RecordingName) => Promise<StoredAudio | undefined>;
  readonly createClip: (wav: Uint8Array<ArrayBuffer>, onEnded: () => void) => Clip;
  readonly isMuted: () => boolean;
  readonly setMuted: (muted: boolean) => void;
  readonly onFailed: (cause: unknown) => void;
}

export interface ClipPlayer {
  /** By {@link recordingKey}; absent while nothing plays. */
  readonly store: StoreApi<{ readonly playing?: string }>;
  /** Plays it, or stops it where it plays. */
  toggle(name: RecordingName): Promise<void>;
}

export function createClipPlayer(options: ClipPlayerOptions): ClipPlayer {
  const { recording, createClip, isMuted, setMuted, onFailed } = options;
  const store = createStore<{ readonly playing?: string }>(() => ({}));
  let stop: (() => void) | undefined;

  async function play(name: RecordingName): Promise<void> {
    const key = recordingKey(name);
    const audio = await recording(name);
    stop?.();
    if (audio === undefined) return;
    const wasMuted = isMuted();
    const end = () => {
      if (stop !== end) return;
      stop = undefined;
      clip.pause();
      store.setState({}, true);
      if (!wasMuted) setMuted(false);
    };
    const samples = Float32Array.from(audio.pcm, (value) => value / 32_768);
    const clip = createClip(encodeWav(samples, audio.sampleRate), end);
    stop = end;
    store.setState({ playing: key });
    if (!wasMuted) setMuted(true);
    try {
      await clip.play();
    } catch (cause) {
      end();
      throw cause;
    }
  }

  return {
    store,
    async toggle(name) {
      const wasPlaying = store.getState().playing === recordingKey(name);
      stop?.();
      if (wasPlaying) return;
      try {
        await play(name);
      } catch (cause) {
        onFailed(cause);
      }
    },
  };
}

/** A clip on the browser's own player. */
export function createBrowserClip(wav: Uint8Array<ArrayBuffer>, onEnded: () => void): Clip {
  const url = URL.createObjectURL(new Blob([wav], { type: 'audio/wav' }));
  const audio = new Audio(url);
  audio.onended = onEnded;
  return {
    play: () => audio.play(),
    pause: () => {
      audio.pause();
      URL.revokeObjectURL(url);
    },
  };
}
