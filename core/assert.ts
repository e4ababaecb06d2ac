/** Closes a switch over a union: a new member then fails to compile wherever it matters. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}

/** A broken promise of our own code. Foreign input is answered with a {@link Result} instead. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}
