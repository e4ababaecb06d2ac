import { zlibSync } from 'fflate';
import { expect, it } from 'vitest';
import { instantTiming, realTiming } from './chip-timing.ts';
import { request, TestHost, words } from './host.testing.ts';
import { createRandom } from './random.ts';
import { checksumOf, op } from './requests.ts';
import { encodeSlip } from './slip.ts';

const codes = [...Object.values(op), 0, 0x42, 0xff];
const sizes = [0, 1, 3, 4, 8, 15, 16, 20, 24, 36, 64, 300, 0x400, 0x4000, 0x4101];
const small = [
  0, 1, 2, 4, 0x100, 0x400, 0x1000, 0x4000, 0x1_0000, 0x10_0000, 0xff_f000, 0x100_0000, 0xffff_ffff,
];

it.each([1, 2, 3, 4, 5, 6])('neither throws nor hangs nor grows, whatever comes, seed %i', (seed) => {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[random() % list.length]!;
  const host = new TestHost({ timing: seed % 2 === 0 ? realTiming(2_000_000) : instantTiming, seed });
  const packed = zlibSync(Uint8Array.from({ length: 9000 }, (_, index) => (index % 300) ^ (index >> 7)));

  const payloads = [
    () => Uint8Array.from({ length: pick(sizes) }, () => random()),
    () => words(...Array.from({ length: random() % 6 }, () => pick(small))),
    () => {
      const payload = pick([packed, packed.subarray(0, 500), new Uint8Array(pick(sizes))]);
      return Uint8Array.of(...words(payload.length, random() % 3, 0, 0), ...payload);
    },
  ];
  for (let turn = 0; turn < 250; turn++) {
    const kind = random() % 12;
    if (kind === 0)
      host.chip.receive(Uint8Array.from({ length: random() % 200 }, () => pick([0xc0, 0xdb, random()])));
    else if (kind === 1) {
      host.chip.powerOn(pick(['download', 'download', 'app']));
      if (host.chip.state === 'rom' && seed % 2 === 1) host.startStub(pick(['older', 'rewrite']));
    } else if (kind === 2 && random() % 3 === 0)
      pick([() => host.chip.powerOff(), () => host.chip.reset('download'), () => host.chip.holdInReset()])();
    else {
      const data = pick(payloads)();
      const checksum = random() % 4 === 0 ? random() : checksumOf(data.subarray(16));
      const framed = encodeSlip(request(pick(codes), data, checksum));
      if (random() % 8 === 0) framed[random() % framed.length] = random();
      const cut = random() % framed.length;
      host.chip.receive(framed.subarray(0, cut));
      host.chip.receive(framed.subarray(cut));
    }
    host.clock.advance(pick([0, 1, 50, 1000]));
    host.pieces.length = 0;
    host.packets();
  }
  // What is on the line arrives, and what is being erased comes to its end; then it is as good as new.
  host.clock.advance(200_000);
  expect(host.chip.backlogBytes).toBe(0);
  host.chip.powerOn('download');
  host.packets();
  host.chip.receive(encodeSlip(request(op.readReg, words(0x4000_1000))));
  host.clock.advance(100);
  expect(host.answers()).toMatchObject([{ value: 9 }]);
});
