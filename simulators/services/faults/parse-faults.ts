/**
 * The grammar of `--fault`:
 *
 *     SPEC   = CLAUSE { ";" CLAUSE }
 *     CLAUSE = TARGET ":" KIND [ "=" VALUE ] { "," MODIFIER "=" VALUE }
 *            | "cors=on" | "cors=strict" | "cors=off" | "options=STATUS"
 *
 * Targets, kinds and their values are in `README.md`. Values may be percent-encoded, which a text with `;` or `,` needs.
 */
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { errorBodies, faultTargets, noFaults } from './fault.ts';
import type { CorsMode, ErrorBody, Fault, FaultEffect, FaultPlan, FaultTarget } from './fault.ts';

type Scope = 'any' | 'asr' | 'llm' | 'tts';
type Value = string | undefined;

interface Kind {
  readonly scope: Scope;
  readonly read: (value: Value, modifiers: ReadonlyMap<string, string>) => Result<FaultEffect, string>;
}

const ttsTargets: readonly FaultTarget[] = ['tts', 'speech', 'batch_speech', 'stream_speech'];

const kinds: Readonly<Record<FaultEffect['kind'], Kind>> = {
  status: {
    scope: 'any',
    read: (value, modifiers) => {
      const status = readNumber(value, 400, 599, 'a status from 400 to 599');
      if (!status.ok) return status;
      const body = modifiers.get('body') ?? 'json';
      if (!isErrorBody(body)) return err(`body must be one of ${errorBodies.join(', ')}, got "${body}"`);
      return ok({ kind: 'status', status: status.value, body });
    },
  },
  hang: bare('any', { kind: 'hang' }),
  cut: share('any', (value) => ({ kind: 'cut', share: value })),
  stall: share('any', (value) => ({ kind: 'stall', share: value })),
  drip: {
    scope: 'any',
    read: (value) =>
      map(readNumber(value, 1, 1e7, 'bytes per second from 1 to 10000000'), (bytesPerSecond) => ({
        kind: 'drip',
        bytesPerSecond,
      })),
  },
  garbage: bare('any', { kind: 'garbage' }),
  empty: bare('any', { kind: 'empty' }),
  html: bare('any', { kind: 'html' }),

  delay: {
    scope: 'any',
    read: (value) =>
      map(readNumber(value, 0, 600_000, 'milliseconds from 0 to 600000'), (ms) => ({ kind: 'delay', ms })),
  },
  text: {
    scope: 'asr',
    read: (value) => (value === undefined ? err('needs the words') : ok({ kind: 'text', text: value })),
  },
  brackets: bare('asr', { kind: 'brackets' }),
  'no-text': bare('asr', { kind: 'no-text' }),
  json: bare('llm', { kind: 'json' }),
  'no-done': bare('llm', { kind: 'no-done' }),
  'mid-error': share('llm', (value) => ({ kind: 'mid-error', share: value }), 0.5),
  crlf: bare('llm', { kind: 'crlf' }),
  bytes: bare('llm', { kind: 'bytes' }),
  pings: bare('llm', { kind: 'pings' }),
  think: {
    scope: 'llm',
    read: (value = 'inline') =>
      value === 'inline' || value === 'reasoning' || value === 'reasoning_content'
        ? ok({ kind: 'think', where: value })
        : err(`must be inline, reasoning or reasoning_content, got "${value}"`),
  },
  odd: bare('tts', { kind: 'odd' }),
  'bogus-length': bare('tts', { kind: 'bogus-length' }),
};

/** Reads a specification; an empty one is no fault. The error names the clause and what was expected. */
export function parseFaults(spec: string): Result<FaultPlan, string> {
  let plan: FaultPlan = noFaults;
  for (const clause of spec.split(';').map((part) => part.trim())) {
    if (clause === '') continue;
    const next = clause.includes(':') ? withFault(plan, clause) : withServerFault(plan, clause);
    if (!next.ok) return err(`fault "${clause}": ${next.error}`);
    plan = next.value;
  }
  return ok(plan);
}

function withServerFault(plan: FaultPlan, clause: string): Result<FaultPlan, string> {
  const [name, value] = splitOnce(clause, '=');
  if (name === 'cors') {
    return isCorsMode(value)
      ? ok({ ...plan, cors: value })
      : err(`cors must be on, strict or off, got "${value ?? ''}"`);
  }
  if (name === 'options') {
    return map(readNumber(value, 400, 599, 'a status from 400 to 599'), (optionsStatus) => ({
      ...plan,
      optionsStatus,
    }));
  }
  return err('expected TARGET:KIND, cors=MODE or options=STATUS');
}

function withFault(plan: FaultPlan, clause: string): Result<FaultPlan, string> {
  const [target, rest] = splitOnce(clause, ':');
  if (!isTarget(target)) return err(`target must be one of ${faultTargets.join(', ')}, got "${target}"`);
  const [action = '', ...modifierTexts] = (rest ?? '').split(',').map((part) => part.trim());
  const [name, value] = splitOnce(action, '=');
  if (!isKind(name)) return err(`kind must be one of ${Object.keys(kinds).join(', ')}, got "${name}"`);
  const kind = kinds[name];
  if (!fits(target, kind.scope)) return err(`${name} is a fault of ${kind.scope}, not of ${target}`);

  const modifiers = readModifiers(modifierTexts, name);
  if (!modifiers.ok) return modifiers;
  const effect = kind.read(value, modifiers.value);
  if (!effect.ok) return err(`${name} ${effect.error}`);
  const times = readCount(modifiers.value.get('times'), 1, Infinity);
  const skip = readCount(modifiers.value.get('skip'), 0, 0);
  if (!times.ok) return err(`times ${times.error}`);
  if (!skip.ok) return err(`skip ${skip.error}`);
  const fault: Fault = {
    target,
    effect: effect.value,
    times: times.value,
    skip: skip.value,
    withoutCors: modifiers.value.get('cors') === 'off',
    spec: clause,
  };
  return ok({ ...plan, faults: [...plan.faults, fault] });
}

function readModifiers(texts: readonly string[], kind: string): Result<Map<string, string>, string> {
  const modifiers = new Map<string, string>();
  for (const text of texts) {
    const [name, value] = splitOnce(text, '=');
    const isKnown = ['times', 'skip', 'cors'].includes(name) || (name === 'body' && kind === 'status');
    if (!isKnown || value === undefined) {
      return err(
        `modifiers are times=N, skip=N, cors=off${kind === 'status' ? ', body=SHAPE' : ''}; got "${text}"`,
      );
    }
    if (name === 'cors' && value !== 'off') return err(`cors can only be off here, got "${value}"`);
    modifiers.set(name, value);
  }
  return ok(modifiers);
}

function bare(scope: Scope, effect: FaultEffect): Kind {
  return {
    scope,
    read: (value) => (value === undefined ? ok(effect) : err(`takes no value, got "${value}"`)),
  };
}

function share(scope: Scope, effect: (share: number) => FaultEffect, usual?: number): Kind {
  return {
    scope,
    read: (value) => {
      if (value === undefined && usual !== undefined) return ok(effect(usual));
      return map(readNumber(value, 0, 1, 'a share from 0 to 1'), effect);
    },
  };
}

function readNumber(value: Value, least: number, most: number, expected: string): Result<number, string> {
  const number = value === undefined || value === '' ? NaN : Number(value);
  return number >= least && number <= most ? ok(number) : err(`needs ${expected}, got "${value ?? ''}"`);
}

function readCount(value: Value, least: number, usual: number): Result<number, string> {
  if (value === undefined) return ok(usual);
  const count = Number(value);
  return Number.isInteger(count) && count >= least
    ? ok(count)
    : err(`needs a whole number from ${least}, got "${value}"`);
}

/** Percent-encoding is undone after cutting, so that a value can hold every separator. */
function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  if (at < 0) return [text.trim(), undefined];
  return [text.slice(0, at).trim(), decode(text.slice(at + separator.length).trim(), separator)];
}

function decode(value: string, separator: string): string {
  if (separator !== '=') return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // A lone percent sign: it stands for itself.
  }
}

function map<T, U>(result: Result<T, string>, change: (value: T) => U): Result<U, string> {
  return result.ok ? ok(change(result.value)) : result;
}

function fits(target: FaultTarget, scope: Scope): boolean {
  if (scope === 'any' || target === 'all') return true;
  return scope === 'tts' ? ttsTargets.includes(target) : target === scope;
}

const isTarget = (text: string): text is FaultTarget => (faultTargets as readonly string[]).includes(text);
const isKind = (text: string): text is FaultEffect['kind'] => Object.hasOwn(kinds, text);
const isErrorBody = (text: string): text is ErrorBody => (errorBodies as readonly string[]).includes(text);
const isCorsMode = (text: Value): text is CorsMode => text === 'on' || text === 'strict' || text === 'off';
