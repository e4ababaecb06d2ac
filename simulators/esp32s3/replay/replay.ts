/**
 * Feeds the host's half of a recording to a simulated chip and compares what it answers. Free are the value words of
 * answers (only SYNC's tells ROM and stub apart) and registers that the recording's book does not list.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { systemClock } from '../../box/clock.ts';
import type { ChipFacts } from '../chip-facts.ts';
import { createEsp32S3 } from '../esp32s3.ts';
import { FlashModel } from '../flash-model.ts';
import { op } from '../requests.ts';
import { encodeSlip, SlipDecoder } from '../slip.ts';
import type { RecordedFrame } from './recording.ts';

export interface ReplayMismatch {
  /** Index of the recorded frame, from 0; absent for what concerns the whole. */
  readonly frame?: number;
  readonly message: string;
}

export interface ReplayOutcome {
  readonly frames: number;
  readonly mismatches: readonly ReplayMismatch[];
  readonly hostRequests: number;
  /** Of the whole flash afterwards. */
  readonly flashSha256: string;
  /** Of the data that READ_FLASH brought, null where nothing was read. */
  readonly readSha256: string | null;
}

export interface ReplaySetup {
  readonly facts: ChipFacts;
  /** Is written to. */
  readonly flash: FlashModel;
  readonly registers: ReadonlyMap<number, number>;
}

const spiFirst = 0x6000_2000;
const spiLast = 0x6000_2058;
/** Larger than anything that a chip sends. */
const largestPacket = 0x8000;

export function replay(recording: readonly RecordedFrame[], setup: ReplaySetup): ReplayOutcome {
  const { facts, flash, registers } = setup;
  const mismatches: ReplayMismatch[] = [];
  const read = sha256.create();
  let readBytes = 0;
  let hostRequests = 0;
  const decoder = new SlipDecoder({ maxBytes: largestPacket, empty: 'gap' });
  let answers: Uint8Array[] = [];
  const chip = createEsp32S3({
    clock: systemClock,
    facts,
    flash,
    onOutput: (bytes) => {
      for (const byte of bytes) {
        const packet = decoder.push(byte);
        if (packet !== null) answers.push(packet);
      }
    },
    onFrame: ({ kind, bytes }) => {
      if (kind === 'request') hostRequests++;
      if (kind !== 'read-data') return;
      read.update(bytes);
      readBytes += bytes.length;
    },
  });
  chip.powerOn('download');
  let asked: Uint8Array = new Uint8Array(0);
  let isStub = false;
  const extra = (index: number) => {
    for (const answer of answers) {
      mismatches.push({ frame: index, message: `the chip also says ${bytesToHex(answer)}` });
    }
    answers = [];
  };
  for (const [index, frame] of recording.entries()) {
    if (frame.from === 'host') {
      extra(index);
      asked = frame.bytes;
      chip.receive(encodeSlip(frame.bytes));
      continue;
    }
    const answer = answers.shift();
    const difference = answer === undefined ? 'the chip says nothing' : compare(frame.bytes, answer);
    if (difference !== null) mismatches.push({ frame: index, message: difference });
    isStub ||= bytesToHex(frame.bytes) === '4f484149';
  }
  extra(recording.length);
  return {
    frames: recording.length,
    mismatches,
    hostRequests,
    flashSha256: hashOf(flash),
    readSha256: readBytes === 0 ? null : bytesToHex(read.digest()),
  };

  function compare(expected: Uint8Array, answer: Uint8Array): string | null {
    const says = `the chip says ${bytesToHex(answer)} instead of ${bytesToHex(expected)}`;
    const isResponse = expected[0] === 1 && expected[1] === asked[1] && expected.length >= 8;
    if (!isResponse) return equal(expected, answer) ? null : says;
    const isSame =
      equal(expected.subarray(0, 4), answer.subarray(0, 4)) &&
      equal(expected.subarray(8), answer.subarray(8));
    if (!isSame) return says;
    return equal(expected.subarray(4, 8), answer.subarray(4, 8)) || isValueFree(answer) ? null : says;
  }

  function isValueFree(answer: Uint8Array): boolean {
    if (answer[1] === op.sync) return answer.subarray(4, 8).some((byte) => byte !== 0) !== isStub;
    if (answer[1] !== op.readReg || asked.length < 12) return true;
    const address = new DataView(asked.buffer, asked.byteOffset).getUint32(8, true);
    return !registers.has(address) && !(address >= spiFirst && address <= spiLast);
  }
}

function hashOf(flash: FlashModel): string {
  const hash = sha256.create();
  const step = 0x1_0000;
  for (let at = 0; at < flash.size; at += step) hash.update(flash.read(at, Math.min(step, flash.size - at)));
  return bytesToHex(hash.digest());
}

const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);
