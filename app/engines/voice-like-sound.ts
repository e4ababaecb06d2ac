import type { Hertz, Samples } from '../../core/units.ts';

/** Pitch of the hum, and the resonances of an "ah", in Hz. */
const pitch: Hertz = 120;
const resonances: readonly Hertz[] = [700, 1200, 2500];

/** A quiet vowel that swells and fades: harmonics of a low pitch, strongest near the resonances. Always the same. */
export function voiceLikeSound(length: Samples, sampleRate: Hertz): Float32Array {
  const harmonics: { readonly hertz: Hertz; readonly strength: number }[] = [];
  for (let hertz = pitch; hertz < 4000; hertz += pitch) {
    const strength = Math.max(...resonances.map((formant) => 1 / (1 + ((hertz - formant) / 120) ** 2)));
    harmonics.push({ hertz, strength: strength / 8 });
  }
  return Float32Array.from({ length }, (_, i) => {
    const swell = Math.sin((Math.PI * i) / length);
    const time = i / sampleRate;
    const sum = harmonics.reduce((s, h) => s + h.strength * Math.sin(2 * Math.PI * h.hertz * time), 0);
    return 0.3 * swell * sum;
  });
}
