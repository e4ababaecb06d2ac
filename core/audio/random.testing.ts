/** Seeded randomness and signals for the audio tests. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Whole number in [least, most]. */
  integer(least: number, most: number): number;
  chance(probability: number): boolean;
}

/** mulberry32: a 32-bit generator in the public domain (Tommy Ettinger). */
export function createRandom(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    integer: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
  };
}

/** White noise in [-1, 1). */
export function noise(seed: number, length: number, amplitude = 1): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => amplitude * (2 * random.next() - 1));
}

/** A sine; the phase is 0 at sample 0. */
export function tone(hz: number, rate: number, length: number, amplitude = 1): Float32Array {
  return Float32Array.from({ length }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rate));
}

/** 0, 1, 2, ...: samples that tell their own position. */
export function counting(length: number, start = 0): Float32Array {
  return Float32Array.from({ length }, (_, i) => start + i);
}

/** Cuts a sequence at random places; some pieces are empty. */
export function cut<T extends { readonly length: number; subarray(start: number, end: number): T }>(
  whole: T,
  random: Random,
  longest: number,
): T[] {
  const pieces: T[] = [];
  for (let at = 0; at < whole.length;) {
    const end = Math.min(whole.length, at + random.integer(0, longest));
    pieces.push(whole.subarray(at, end));
    at = end;
  }
  return pieces;
}

export function concat(pieces: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const whole = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
