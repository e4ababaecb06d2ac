/** Which stored form of a file a client takes. Pure. */

export type Encoding = 'br' | 'gzip' | 'identity';

/**
 * The best of the encodings at hand that `Accept-Encoding` allows: br before gzip where both are equally welcome.
 * `identity` is always at hand. Source: RFC 9110 12.5.3.
 */
export function chooseEncoding(acceptEncoding: string | undefined, atHand: readonly Encoding[]): Encoding {
  if (acceptEncoding === undefined) return 'identity';
  const weights = new Map(acceptEncoding.split(',').map(readWeight));
  const weightOf = (encoding: Encoding) =>
    weights.get(encoding) ?? weights.get('*') ?? (encoding === 'identity' ? Number.MIN_VALUE : 0);
  let best: Encoding = 'identity';
  for (const encoding of ['gzip', 'br'] as const) {
    if (!atHand.includes(encoding) || weightOf(encoding) === 0) continue;
    if (weightOf(encoding) >= weightOf(best)) best = encoding;
  }
  return best;
}

function readWeight(item: string): [name: string, weight: number] {
  const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  return [name, Number.isFinite(weight) ? weight : 0];
}
