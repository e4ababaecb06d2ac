/** Secrets by their looks: vendors' key prefixes, bearer tokens, keys in a query. Source: sheet `providers.md` 8. */
const secretShapes: readonly RegExp[] = [
  /\b(?:sk|gsk|xi|ek|st|pk|rk)[-_][A-Za-z0-9_\-*.]{6,}/g,
  /\bBearer\s+[A-Za-z0-9._~+/=-]{6,}/gi,
  /\b(?:key|api_key|apikey|token|access_token)=[^&\s"']+/gi,
  /openai-insecure-api-key\.[^\s,"']+/g,
];

/** A foreign text without what looks like a key: services like to quote the one they refuse. */
export const redactSecrets = (text: string): string =>
  secretShapes.reduce((clean, shape) => clean.replace(shape, '[secret]'), text);
