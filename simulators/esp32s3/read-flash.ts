/**
 * READ_FLASH behind its answer: bare packets, each acknowledged by the total received so far, then the MD5 of what was
 * sent. Source: sheet `device.md` A.8; the stubs' published sources.
 */
import { md5 } from '@noble/hashes/legacy.js';
import type { LoaderContext, LoaderStep, StubKind } from './loader-step.ts';
import { failure, type Failure, type LoaderRequest } from './requests.ts';

const largestPacket = 4096;
const acknowledgementBytes = 4;

/** @returns what the rewrite owes the next command */
export function* sendFlash(
  kind: StubKind,
  { flash }: LoaderContext,
  request: LoaderRequest,
): Generator<LoaderStep, Failure | null, Uint8Array> {
  const [start, size, packetBytes, inFlight] = [0, 1, 2, 3].map((index) => request.word(index)) as [
    number,
    number,
    number,
    number,
  ];
  const isOlder = kind === 'older';
  if (packetBytes > largestPacket) return isOlder ? null : failure.badLength;
  yield { do: 'settle' };
  const hash = md5.create();
  let sent = 0;
  let acknowledged = 0;
  // The older stub counts bytes in flight; the rewrite sends one packet and waits, whatever it was asked for.
  let isAwaited = false;
  const maySend = () => (isOlder ? sent - acknowledged < inFlight : !isAwaited);
  const isUnderWay = () =>
    isOlder ? acknowledged < size && acknowledged <= sent : sent < size || acknowledged < size;
  while (isUnderWay()) {
    while (sent < size && maySend()) {
      const length = Math.min(size - sent, packetBytes);
      if (!flash.holds(start + sent, length)) {
        if (!isOlder) return failure.spiFailed;
        break;
      }
      const packet = flash.read(start + sent, length);
      hash.update(packet);
      yield { do: 'send', kind: 'read-data', packet };
      sent += length;
      isAwaited = true;
      // Nothing to send is sent for ever; a real stub would be stuck too.
      if (length === 0) return null;
    }
    const acknowledgement = yield { do: 'next-packet' };
    if (acknowledgement.length !== acknowledgementBytes) break;
    acknowledged = new DataView(acknowledgement.buffer, acknowledgement.byteOffset).getUint32(0, true);
    isAwaited = false;
  }
  yield { do: 'send', kind: 'read-digest', packet: hash.digest() };
  return null;
}
