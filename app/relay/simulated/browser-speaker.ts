/** The loudspeaker of a simulated box: sound at 16 kHz, each piece at its instant. */
import { int16ToFloat32 } from '../../../core/audio/pcm.ts';
import { heardRate, type Millis } from '../../../core/units.ts';

export interface BoxSpeaker {
  /** @param at instant of `performance.now()` */
  play(samples: Int16Array, at: Millis): void;
  /** Silent from now on, whatever was promised. */
  silence(): void;
  close(): void;
}

/** To be made in answer to a press: browsers keep sound off until then. */
export function createBrowserSpeaker(): BoxSpeaker {
  const context = new AudioContext();
  const playing = new Set<AudioBufferSourceNode>();
  void context.resume();
  return {
    play(samples, at) {
      if (samples.length === 0) return;
      const buffer = context.createBuffer(1, samples.length, heardRate);
      buffer.copyToChannel(int16ToFloat32(samples), 0);
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(context.destination);
      source.onended = () => playing.delete(source);
      playing.add(source);
      source.start(context.currentTime + Math.max(0, at - performance.now()) / 1000);
    },
    silence() {
      for (const source of playing) source.stop();
      playing.clear();
    },
    close: () => void context.close(),
  };
}
