import { describe, expect, test } from 'vitest';
import { call, eventually } from '../../companion.testing.ts';
import { dial, rawClient, rawFrame, refusal, startBoxDoor, testToken } from './edge.testing.ts';

const mac = 'a0b1c2d3e4f5';

describe('a box', () => {
  test('is let in with its id and its query, and frames pass both ways', async () => {
    const { url, boxes, log } = await startBoxDoor();
    const client = await dial(url(mac, '?opus=true&vowel=true&stream_asr=true&lang=zh'));
    expect(boxes[0]?.socket).toMatchObject({
      id: mac,
      query: 'opus=true&vowel=true&stream_asr=true&lang=zh',
    });
    client.socket.send('{"event":"StartChat"}');
    client.socket.send(Buffer.from([1, 2, 255]));
    client.socket.send(Buffer.alloc(16_384, 7));
    await eventually(() => boxes[0]?.frames.length === 3);
    expect(boxes[0]?.frames).toEqual([
      '{"event":"StartChat"}',
      new Uint8Array([1, 2, 255]),
      new Uint8Array(16_384).fill(7),
    ]);
    boxes[0]?.socket.send(new Uint8Array([0xa6]));
    boxes[0]?.socket.send('text');
    await eventually(() => client.frames.length === 2);
    expect(client.frames).toEqual([Buffer.from([0xa6]), 'text']);
    expect(log).toEqual([]);
  });

  test('that closes is told with its code', async () => {
    const { url, boxes } = await startBoxDoor();
    const client = await dial(url(mac));
    client.socket.close(1000, 'idle');
    await eventually(() => boxes[0]?.closed !== undefined);
    expect(boxes[0]?.closed).toEqual({ code: 1000, reason: 'idle' });
  });

  test('that drops the line is told as 1006', async () => {
    const { url, boxes } = await startBoxDoor();
    (await dial(url(mac))).socket.terminate();
    await eventually(() => boxes[0]?.closed !== undefined);
    expect(boxes[0]?.closed?.code).toBe(1006);
  });

  test('is closed with a code', async () => {
    const { url, boxes } = await startBoxDoor();
    const client = await dial(url(mac));
    boxes[0]?.socket.close(4001, 'another socket');
    expect(await client.closed).toEqual({ code: 4001, reason: 'another socket' });
    await eventually(() => boxes[0]?.closed !== undefined);
    expect(boxes[0]?.closed).toEqual({ code: 4001, reason: 'another socket' });
  });

  test('is cut if it does not answer a Close', async () => {
    const { url, boxes } = await startBoxDoor({ closeGraceMs: 5 });
    const mute = await rawClient(url(mac));
    boxes[0]?.socket.close(4001, 'x'.repeat(200));
    await mute.ended;
    await eventually(() => boxes[0]?.closed !== undefined);
    expect(boxes[0]?.closed?.code).toBe(4001);
  });

  test('feels back-pressure while nobody reads on', async () => {
    const { url, boxes } = await startBoxDoor();
    const client = await dial(url(mac));
    boxes[0]?.socket.pause();
    for (let i = 0; i < 200; i += 1) client.socket.send(Buffer.alloc(32_768, i));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(boxes[0]?.frames.length).toBeLessThan(3);
    expect(client.socket.bufferedAmount).toBeGreaterThan(0);
    boxes[0]?.socket.resume();
    await eventually(() => boxes[0]?.frames.length === 200);
    expect(boxes[0]?.frames.map((frame) => frame[9])).toEqual(Array.from({ length: 200 }, (_, i) => i));
  });

  test('offers a compression, and none is accepted', async () => {
    const { url, boxes } = await startBoxDoor();
    const client = await dial(url(mac), { perMessageDeflate: true });
    expect(client.upgrade.headers['sec-websocket-extensions']).toBeUndefined();
    expect(client.socket.extensions).toBe('');
    const offer = 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n';
    const raw = await rawClient(url('raw'), offer);
    expect(raw.head).toMatch(/^HTTP\/1\.1 101 /);
    expect(raw.head.toLowerCase()).not.toContain('extensions');
    raw.socket.write(rawFrame(0xc2, 'compressed'));
    await raw.ended;
    expect(boxes[1]?.frames).toEqual([]);
  });
});

describe('refused before the upgrade', () => {
  test.each([
    [404, 'wrong token', `/box/${'0'.repeat(32)}/${mac}`],
    [404, 'no token', `/box//${mac}`],
    [404, 'no id', `/box/${testToken}/`],
    [404, 'no id at all', `/box/${testToken}`],
    [404, 'an id with a slash', `/box/${testToken}/a%2Fb`],
    [404, 'dots', `/box/${testToken}/..%2e`],
    [404, 'broken percent', `/box/${testToken}/%zz`],
    [404, 'an endless id', `/box/${testToken}/${'a'.repeat(65)}`],
    [404, 'a deeper path', `/box/${testToken}/${mac}/x`],
    [404, 'an endless query', `/box/${testToken}/${mac}?${'a'.repeat(2_000)}`],
    [404, 'another path', `/boxes/${testToken}/${mac}`],
    [400, 'a flag that is none', `/box/${testToken}/${mac}?opus=1`],
  ])('%d: %s', async (status, _, path) => {
    const { port, boxes } = await startBoxDoor();
    expect(await refusal(`ws://127.0.0.1:${port}${path}`)).toBe(status);
    expect(boxes).toEqual([]);
  });

  test.each(['http://evil.example', 'null', 'http://localhost:3000', 'https://localhost:9090.evil.example'])(
    '403: a page of %s, whatever its token',
    async (origin) => {
      const { url, log, boxes, port } = await startBoxDoor();
      expect(await refusal(url(mac), { headers: { origin } })).toBe(403);
      expect(await refusal(`ws://127.0.0.1:${port}/box/guess/${mac}`, { headers: { origin } })).toBe(403);
      expect(boxes).toEqual([]);
      expect(log[0]).toBe('box refused (127.0.0.1): a page of another site');
    },
  );

  test('a page of our own is let in', async () => {
    const { url, boxes } = await startBoxDoor();
    await dial(url(mac), { headers: { origin: 'http://localhost:9090' } });
    expect(boxes).toHaveLength(1);
  });

  test('400: no WebSocket handshake', async () => {
    const { port, log, boxes } = await startBoxDoor();
    const headers = { connection: 'Upgrade', upgrade: 'websocket' };
    expect((await call({ port }, `/box/${testToken}/${mac}`, { headers })).status).toBe(400);
    expect(log).toEqual([expect.stringContaining('Sec-WebSocket-Key')]);
    expect(boxes).toEqual([]);
  });

  test('503: more sockets than there may be; one that goes makes room', async () => {
    const { url, boxes, log } = await startBoxDoor({ sockets: 2 });
    const clients = [await dial(url('one')), await dial(url('two'))];
    expect(await refusal(url('three'))).toBe(503);
    expect(log).toEqual(['box refused (127.0.0.1): 2 boxes are connected already']);
    clients[0]?.socket.close();
    await eventually(() => boxes[0]?.closed !== undefined);
    await dial(url('three'));
  });

  test('wrong tokens later with every try, right ones at once, and no log names a token', async () => {
    const { url, log, port } = await startBoxDoor({ wrongTokenWaitMs: 20 });
    const wrong = (n: number) => `ws://127.0.0.1:${port}/box/${String(n).padStart(32, 'b')}/${mac}`;
    for (let n = 0; n < 5; n += 1) expect(await refusal(wrong(n))).toBe(404);
    const tries = Array.from({ length: 5 }, (_, n) => refusal(wrong(n)));
    await eventually(() => log.length === 2);
    await dial(url(mac));
    expect(await Promise.all(tries)).toEqual([404, 404, 404, 404, 404]);
    expect(log).toEqual([
      'box refused (127.0.0.1): wrong pairing token',
      'box refused (127.0.0.1): wrong pairing token, 10 times',
    ]);
  });

  test('wrong tokens by a cut line, where too many wait for their answer', async () => {
    const { url, port } = await startBoxDoor({ wrongTokenWaitMs: 60_000, heldRefusals: 1 });
    const wrong = `ws://127.0.0.1:${port}/box/${'0'.repeat(32)}/${mac}`;
    for (let n = 0; n < 5; n += 1) expect(await refusal(wrong)).toBe(404);
    const ends = [refusal(wrong), refusal(wrong)];
    expect(String(await Promise.race(ends))).toMatch(/hang up|ECONNRESET/);
    await dial(url(mac));
  });
});

/** Another box whose frames must go on through what happens to the first. */
async function withNeighbour(limits: Parameters<typeof startBoxDoor>[0]) {
  const started = await startBoxDoor(limits);
  const neighbour = await dial(started.url('neighbour'));
  const seen = started.boxes[0]!;
  const goesOn = async () => {
    const before = seen.frames.length;
    neighbour.socket.send(Buffer.alloc(16_384));
    seen.socket.send(new Uint8Array([1]));
    await eventually(() => seen.frames.length === before + 1 && neighbour.frames.length === before + 1);
    expect(seen.closed).toBeUndefined();
  };
  await goesOn();
  return { ...started, goesOn, boxes: started.boxes };
}

describe('closed, with a reason in the log, and no harm to others', () => {
  test('1009: an oversize frame', async () => {
    const { url, boxes, log, goesOn } = await withNeighbour({ closeGraceMs: 5 });
    const client = await dial(url(mac));
    client.socket.send(Buffer.alloc(262_144));
    await eventually(() => boxes[1]?.frames.length === 1);
    client.socket.send(Buffer.alloc(262_145));
    expect((await client.closed).code).toBe(1009);
    await eventually(() => boxes[1]?.closed !== undefined);
    expect(boxes[1]?.closed).toEqual({ code: 1009, reason: 'Max payload size exceeded' });
    expect(boxes[1]?.frames).toHaveLength(1);
    expect(log).toEqual([`box ${mac} (127.0.0.1) closed: Max payload size exceeded`]);
    await goesOn();
  });

  test('1008: a flood of texts', async () => {
    const { url, boxes, log, goesOn } = await withNeighbour({});
    const client = await dial(url(mac));
    for (let i = 0; i < 5_000; i += 1) client.socket.send('{"event":"StartChat"}');
    expect(await client.closed).toEqual({ code: 1008, reason: 'too many texts in a short time' });
    await eventually(() => boxes[1]?.closed !== undefined);
    expect(boxes[1]?.closed).toEqual({ code: 1008, reason: 'too many texts in a short time' });
    expect(boxes[1]?.frames.length).toBeLessThan(5_000);
    expect(log).toEqual([`box ${mac} (127.0.0.1) closed: too many texts in a short time`]);
    await goesOn();
  });

  test.each([
    ['pings', 'too many messages', (n: number) => n < 3_000, 'ping'],
    ['bytes', 'too many bytes', (n: number) => n < 20, 'bytes'],
  ] as const)('1008: a flood of %s', async (_, reason, more, kind) => {
    const { url, log, goesOn } = await withNeighbour({ bytes: { perSecond: 1_000, burst: 2_000_000 } });
    const client = await dial(url(mac));
    for (let n = 0; more(n); n += 1) {
      if (kind === 'ping') client.socket.ping();
      else client.socket.send(Buffer.alloc(200_000));
    }
    expect((await client.closed).code).toBeOneOf([1008, 1006]);
    expect(log).toEqual([`box ${mac} (127.0.0.1) closed: ${reason} in a short time`]);
    await goesOn();
  });

  test('1002: a frame that breaks the protocol', async () => {
    const { url, boxes, log, goesOn } = await withNeighbour({ closeGraceMs: 5 });
    const raw = await rawClient(url(mac));
    raw.socket.write(rawFrame(0xf2, 'reserved bits'));
    await raw.ended;
    await eventually(() => boxes[1]?.closed?.code === 1002);
    expect(log).toEqual([expect.stringContaining(`box ${mac} (127.0.0.1) closed: Invalid WebSocket frame`)]);
    await goesOn();
  });

  test('a slow reader, once too much waits for it', async () => {
    const { url, boxes, log, goesOn } = await withNeighbour({ bufferedBytes: 1_000_000 });
    const raw = await rawClient(url(mac));
    raw.socket.pause();
    const slow = boxes[1]!;
    for (let sent = 0; slow.closed === undefined && sent < 1_000; sent += 1) {
      slow.socket.send(new Uint8Array(65_536));
      expect(slow.socket.bufferedBytes).toBeLessThan(1_200_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(slow.closed).toEqual({
      code: 1008,
      reason: expect.stringContaining('reads too slowly') as string,
    });
    expect(log).toEqual([expect.stringContaining(`box ${mac} (127.0.0.1) cut: reads too slowly`)]);
    await goesOn();
  });

  test('1011: a half-open socket', async () => {
    const { url, boxes, log } = await startBoxDoor({ keepAlive: { pingEveryMs: 5, silentForMs: 50 } });
    await rawClient(url(mac));
    await eventually(() => boxes[0]?.closed !== undefined);
    expect(boxes[0]?.closed).toEqual({ code: 1011, reason: 'answers no ping' });
    expect(log).toEqual([`box ${mac} (127.0.0.1) cut: answers no ping`]);
  });

  test('but not one that answers, one that talks, or one that is not read from', async () => {
    const { url, boxes } = await startBoxDoor({ keepAlive: { pingEveryMs: 40, silentForMs: 400 } });
    await dial(url('answers'));
    const talker = await rawClient(url('talks'));
    await rawClient(url('is-not-read'));
    boxes[2]?.socket.pause();
    const mute = await rawClient(url('mute'));
    const talking = setInterval(() => talker.socket.write(rawFrame(0x81, 'x')), 60);
    await mute.ended;
    await eventually(() => boxes[3]?.closed !== undefined);
    clearInterval(talking);
    expect(boxes.map(({ closed }) => closed?.code)).toEqual([undefined, undefined, undefined, 1011]);
  });

  test('the oldest of too many sockets of one box', async () => {
    const { url, boxes, log } = await startBoxDoor({ socketsPerBox: 2, closeGraceMs: 5 });
    for (let i = 0; i < 3; i += 1) await rawClient(url(mac));
    await eventually(() => boxes[0]?.closed !== undefined);
    expect(boxes.map(({ closed }) => closed?.code)).toEqual([1008, undefined, undefined]);
    expect(log).toEqual([`box ${mac} (127.0.0.1) has 2 sockets already: the oldest is closed`]);
  });

  test('1001: everyone, at the end', async () => {
    const { url, boxes, door } = await startBoxDoor();
    const clients = [await dial(url('one')), await dial(url('two'))];
    door.close();
    expect((await Promise.all(clients.map(({ closed }) => closed))).map(({ code }) => code)).toEqual([
      1001, 1001,
    ]);
    await eventually(() => boxes.every(({ closed }) => closed?.code === 1001));
  });
});
