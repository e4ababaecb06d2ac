import { connect, headers, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import { invariant } from '../../../core/assert.ts';
import { EchoError } from '../../../core/errors.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Millis } from '../../../core/units.ts';
import { busPayload, type Bus } from '../bus.ts';
import { createPartJoiner, cutMessage, formatPlace, parsePlace, type PartJoiner } from './message-parts.ts';
import { checkPattern, checkSubject } from './subject.ts';

/** `bus-address`: no address of a NATS server. `bus-unreachable`: nobody answers there, or refuses us. */
export type BusError = EchoError<'bus-address' | 'bus-unreachable'>;

export interface NatsBusOptions {
  /** `nats://[user:password@]host[:port]`, `nats://token@host`, or `tls://` for an encrypted line. */
  readonly url: string;
  /** Shown by the server's monitoring. */
  readonly name: string;
  readonly connectMs?: Millis;
  readonly reconnectMs?: Millis;
}

/** Room in NATS's largest message for its headers. */
const headerBytes = 1_024;
const partHeader = 'Part';

/** Connected once; from then on it is dialled again for as long as it takes. What is published meanwhile is lost. */
export async function connectNatsBus(options: NatsBusOptions): Promise<Result<Bus, BusError>> {
  const address = connectionOptions(options);
  if (!address.ok) return address;
  try {
    return ok(busOver(await connect(address.value)));
  } catch (cause) {
    // The address may hold a password.
    const host = new URL(options.url).host;
    return err(new EchoError('bus-unreachable', `no NATS server at ${host}: ${String(cause)}`, { cause }));
  }
}

function connectionOptions(options: NatsBusOptions): Result<ConnectionOptions, BusError> {
  const { name, connectMs = 5_000, reconnectMs = 1_000 } = options;
  const url = URL.canParse(options.url) ? new URL(options.url) : null;
  if (url === null || !['nats:', 'tls:'].includes(url.protocol) || url.hostname === '')
    return err(new EchoError('bus-address', 'expected nats://host:port or tls://host:port'));
  const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  return ok({
    servers: `${url.hostname}:${url.port === '' ? 4222 : url.port}`,
    name,
    noEcho: true,
    timeout: connectMs,
    maxReconnectAttempts: -1,
    reconnectTimeWait: reconnectMs,
    pingInterval: 10_000,
    ...(user === '' ? {} : pass === '' ? { token: user } : { user, pass }),
    ...(url.protocol === 'tls:' ? { tls: {} } : {}),
  });
}

function busOver(connection: NatsConnection): Bus {
  const linkListeners = new Set<(state: 'lost' | 'found') => void>();
  const joiners = new Set<PartJoiner>();
  /** Unique among senders: the server numbers its clients, and names itself. */
  const prefix = `${connection.info?.server_id ?? ''}c${connection.info?.client_id ?? 0}`.slice(-30);
  let messages = 0;
  let isLost = false;

  const tell = (state: 'lost' | 'found') => {
    if (isLost === (state === 'lost')) return;
    isLost = state === 'lost';
    for (const joiner of joiners) joiner.reset();
    for (const hear of [...linkListeners]) hear(state);
  };
  async function follow(): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') tell('lost');
      else if (status.type === 'reconnect') tell('found');
    }
  }
  void follow();

  function publishParts(subject: string, payload: Uint8Array, partBytes: number): void {
    const parts = cutMessage(payload, partBytes);
    const message = `${prefix}m${messages++}`;
    for (const [index, part] of parts.entries()) {
      const place = headers();
      place.set(partHeader, formatPlace({ message, index, count: parts.length }));
      connection.publish(subject, part, { headers: place });
    }
  }

  return {
    publish(subject, payload) {
      checkSubject(subject);
      invariant(payload.length <= busPayload, `a message of ${payload.length} bytes fits the bus`);
      // The library would keep them for the server without a limit.
      if (isLost || connection.isClosed() || connection.isDraining()) return;
      const most = (connection.info?.max_payload ?? 1_048_576) - headerBytes;
      if (payload.length > most) publishParts(subject, payload, most);
      else connection.publish(subject, payload);
    },
    subscribe(pattern, hear) {
      checkPattern(pattern);
      if (connection.isClosed()) return () => undefined;
      const joiner = createPartJoiner();
      joiners.add(joiner);
      const subscription = connection.subscribe(pattern, {
        callback: (error, message) => {
          if (error !== null) return;
          const part = message.headers?.get(partHeader) ?? '';
          if (part === '') return hear(message.data, message.subject);
          const place = parsePlace(part);
          const whole = place === null ? undefined : joiner.take(place, message.data);
          if (whole !== undefined) hear(whole, message.subject);
        },
      });
      return () => {
        joiners.delete(joiner);
        if (!subscription.isClosed()) subscription.unsubscribe();
      };
    },
    async flush() {
      // What was published before a loss has left or never will.
      if (!isLost && !connection.isClosed()) await connection.flush().catch(() => undefined);
    },
    onLink(hear) {
      linkListeners.add(hear);
      return () => linkListeners.delete(hear);
    },
    async close() {
      linkListeners.clear();
      await connection.close();
    },
  };
}
