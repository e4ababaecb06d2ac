/** A host at a simulated chip: asks, and has the answers apart. Time stands still unless a test moves it. */
import { VirtualClock } from '../box/virtual-clock.testing.ts';
import { createEsp32S3 } from './esp32s3.ts';
import type { Esp32S3, Esp32S3Options } from './esp32s3-types.ts';
import { checksumOf, op } from './requests.ts';
import { encodeSlip, SlipDecoder } from './slip.ts';

export interface TestAnswer {
  readonly op: number;
  readonly value: number;
  /** Without the status. */
  readonly data: Uint8Array;
  readonly status: readonly number[];
}

export class TestHost {
  readonly clock = new VirtualClock();
  readonly chip: Esp32S3;
  /** All that the chip sent, as it came. */
  readonly pieces: Uint8Array[] = [];
  readonly #decoder = new SlipDecoder({ maxBytes: 0x8000, empty: 'gap' });
  #packets: Uint8Array[] = [];
  isUnplugged = false;

  constructor(options: Partial<Esp32S3Options> = {}) {
    this.chip = createEsp32S3({
      clock: this.clock,
      onUnplugged: () => {
        this.isUnplugged = true;
      },
      ...options,
      onOutput: (bytes) => {
        this.pieces.push(bytes);
        for (const byte of bytes) {
          const packet = this.#decoder.push(byte);
          if (packet !== null) this.#packets.push(packet);
        }
        options.onOutput?.(bytes);
      },
    });
    this.chip.powerOn('download');
  }

  /** Text outside of frames, and frames too. */
  get text(): string {
    return this.pieces.map((bytes) => new TextDecoder('latin1').decode(bytes)).join('');
  }

  /** Packets since the last time. */
  packets(): Uint8Array[] {
    const packets = this.#packets;
    this.#packets = [];
    return packets;
  }

  sendPacket(packet: Uint8Array): void {
    this.chip.receive(encodeSlip(packet));
  }

  /** @returns every answer that came at once */
  ask(code: number, data: Uint8Array = new Uint8Array(0), checksum = 0): TestAnswer[] {
    this.packets();
    this.sendPacket(request(code, data, checksum));
    return this.answers();
  }

  answers(): TestAnswer[] {
    return this.packets().map((packet) => readAnswer(packet, this.chip.state === 'rom' ? 4 : 2));
  }

  /** The only answer to words. */
  askWords(code: number, ...values: number[]): TestAnswer {
    const answers = this.ask(code, words(...values));
    if (answers.length !== 1) throw new Error(`${answers.length} answers`);
    return answers[0]!;
  }

  sendBlock(code: number, payload: Uint8Array, sequence = 0): TestAnswer {
    const data = new Uint8Array(16 + payload.length);
    data.set(words(payload.length, sequence, 0, 0));
    data.set(payload, 16);
    const answers = this.ask(code, data, checksumOf(payload));
    if (answers.length !== 1) throw new Error(`${answers.length} answers`);
    return answers[0]!;
  }

  /** Uploads a stub's geometry. @returns the packets behind MEM_END's answer */
  startStub(kind: 'older' | 'rewrite'): string {
    const [text, data, entry] =
      kind === 'older' ? [5676, 0x3fcb_2c00, 0x4037_8c94] : [7832, 0x3fcb_2dc0, 0x4037_9524];
    this.askWords(op.memBegin, text, Math.ceil(text / 0x1800), 0x1800, 0x4037_8000);
    for (let at = 0; at < text; at += 0x1800) {
      this.sendBlock(op.memData, new Uint8Array(Math.min(0x1800, text - at)));
    }
    this.askWords(op.memBegin, 264, 1, 0x1800, data);
    this.sendBlock(op.memData, new Uint8Array(264));
    this.packets();
    this.sendPacket(request(op.memEnd, words(0, entry), 0));
    return this.packets()
      .map((packet) => new TextDecoder('latin1').decode(packet))
      .join('|');
  }
}

export function request(code: number, data: Uint8Array, checksum = 0): Uint8Array {
  const packet = new Uint8Array(8 + data.length);
  const view = new DataView(packet.buffer);
  packet[1] = code;
  view.setUint16(2, data.length, true);
  view.setUint32(4, checksum, true);
  packet.set(data, 8);
  return packet;
}

export function words(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint32(4 * index, value, true);
  return bytes;
}

function readAnswer(packet: Uint8Array, statusBytes: number): TestAnswer {
  const view = new DataView(packet.buffer, packet.byteOffset);
  const end = packet.length - statusBytes;
  if (packet[0] !== 1 || view.getUint16(2, true) !== packet.length - 8) throw new Error('no answer');
  return {
    op: packet[1]!,
    value: view.getUint32(4, true),
    data: packet.slice(8, end),
    status: [...packet.slice(end)],
  };
}
