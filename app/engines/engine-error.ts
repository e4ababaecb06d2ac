import { EchoError } from '../../core/errors.ts';
import type { EngineErrorCode, Suspect } from '../../core/engine-wire/engine-failure.ts';

export type { EngineErrorCode, Suspect } from '../../core/engine-wire/engine-failure.ts';

export interface EngineErrorFacts {
  /** The same call may well succeed a moment later. */
  readonly retryable?: boolean;
  /** HTTP status. */
  readonly status?: number;
  /** What the service itself said, one line, without keys. */
  readonly serviceMessage?: string;
  /** Why there was no answer, most likely first. */
  readonly suspects?: readonly Suspect[];
  /** Origin and path of what was called, without query and keys. */
  readonly url?: string;
  readonly details?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

/**
 * A failure of an engine, translated once at its adapter. Everything about it that may be shown is in `details` too
 * (`status`, `service`, `suspects`, `url`), so that it survives a trip between threads. The words are in
 * `messages.*.ts`. Being aborted is no EngineError.
 */
export class EngineError extends EchoError<EngineErrorCode> {
  override readonly name = 'EngineError';
  readonly retryable: boolean;
  readonly status: number | undefined;
  readonly serviceMessage: string | undefined;
  readonly suspects: readonly Suspect[];

  constructor(code: EngineErrorCode, message: string, facts: EngineErrorFacts = {}) {
    const { status, serviceMessage, suspects = [], url } = facts;
    super(code, message, {
      cause: facts.cause,
      details: {
        ...(status === undefined ? {} : { status }),
        ...(serviceMessage === undefined || serviceMessage === '' ? {} : { service: serviceMessage }),
        ...(suspects.length === 0 ? {} : { suspects: suspects.join(',') }),
        ...(url === undefined ? {} : { url }),
        ...facts.details,
      },
    });
    this.retryable = facts.retryable ?? false;
    this.status = status;
    this.serviceMessage = serviceMessage;
    this.suspects = suspects;
  }
}

/** An error as plain data, for a trip between threads. */
export interface WireEngineError {
  readonly code: EngineErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, string | number>>;
}

export const toWireError = (error: EngineError): WireEngineError => ({
  code: error.code,
  message: error.message,
  retryable: error.retryable,
  details: error.details,
});

/** The error that {@link toWireError} took apart. */
export function fromWireError(wire: WireEngineError): EngineError {
  const { status, service, suspects } = wire.details;
  return new EngineError(wire.code, wire.message, {
    retryable: wire.retryable,
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof service === 'string' ? { serviceMessage: service } : {}),
    ...(typeof suspects === 'string' ? { suspects: suspects.split(',') as Suspect[] } : {}),
    details: wire.details,
  });
}

/** Any failure as an EngineError; what is none yet becomes `unknown` with its cause kept. */
export function asEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new EngineError('unknown', message, { cause: error });
}
