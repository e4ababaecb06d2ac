/**
 * One Opus packet as an EchoKit server makes them, for the question whether a decoder takes it: 120 ms, mono, 16 kHz,
 * VOIP. It holds 220 Hz at 9,000 and 440 Hz at 5,000 (of 32,768), and was made by `core/opus`.
 */
const digits =
  '5b82cbe6f4e9a924c71d35390c5a9b2efc9f59bbb3c4ac45d015697bcdd3a7cebc59e1878ffebe7f16c1f07b3e3963f5' +
  '57d6ffb5d05e9ee6ffa0cab112e7b7555123ba1a5f1851c848c2bb319bcbcfc2f4ba06bc394708de2e212447b956c5fe' +
  '3cc1346290e6686e16b118670fbb5a67f8f5a7b4b4081016ff73d66c6dcc8bce36018fd956ca6ab4053076637a4ca87b' +
  'c67bf9b0b30f40c88cae440fa45d1c3f25d16742a53e3efcc77ee6333f422d9915a4c20db7981904a309e0a0126c67a0' +
  'dcea2c6be47dc9cca1335bf95446e638ad05923dc0c87ee884788efcde280f0dcf02530c1e1b99bc08a99eebaa252579' +
  '7be67947bc027b1114b69ff16d1fe25aca96c9dd2796452691973a4bc2c63de2882f777cf66d19d37f347e04935dba23' +
  'b227c3c45b179cbcc38866dc378ec508003857ed8a65fd97e776164669546f9fd07a15f459f44fcd6c14169318627966' +
  '960c9aa2cafe8698c75ee7717aea1efc99747277a4dd43585d4a39e3e95424982ee31bdcb467c30d48800d719c03a738' +
  '123685aae800faab600cb638';

export const probePacket: Uint8Array<ArrayBuffer> = Uint8Array.from(digits.match(/../g) ?? [], (pair) =>
  parseInt(pair, 16),
);
/** Root mean square of its samples, [-1, 1]. */
export const probeLevel = 0.22;
