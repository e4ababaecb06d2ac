import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { call, errorOf, eventually, head } from '../companion.testing.ts';
import { companionFor, echo, echoOf, openUpload, textOf } from './forward.testing.ts';

describe('streaming', () => {
  test('the first bytes of an answer arrive before the service has written the last', async () => {
    let finish: () => void = () => undefined;
    const { service, companion, session } = await companionFor((_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      outgoing.write('data: one\n\n');
      finish = () => outgoing.end('data: two\n\n');
    });
    const answer = await head(companion, service.proxied('/'), { headers: session });
    const [first] = (await once(answer, 'data')) as [Buffer];
    expect(first.toString()).toBe('data: one\n\n');
    finish();
    expect(await textOf(answer)).toBe('data: two\n\n');
  });

  test('the head of an answer arrives before its body begins', async () => {
    let finish: () => void = () => undefined;
    const { service, companion, session } = await companionFor((_incoming, outgoing) => {
      outgoing.writeHead(200).flushHeaders();
      finish = () => outgoing.end('done');
    });
    const answer = await head(companion, service.proxied('/'), { headers: session });
    expect(answer.statusCode).toBe(200);
    finish();
    expect(await textOf(answer)).toBe('done');
  });

  test('the first bytes of a request arrive before the page has sent the last', async () => {
    const seen: string[] = [];
    const { service, companion, session } = await companionFor((incoming, outgoing) => {
      incoming.on('data', (chunk: Buffer) => seen.push(chunk.toString()));
      incoming.on('end', () => outgoing.end(seen.join('')));
    });
    const upload = openUpload({ companion, service, session });
    upload.write('one ');
    await eventually(() => seen.length === 1);
    upload.end('two');
    const [answer] = (await once(upload, 'response')) as [IncomingMessage];
    expect(await textOf(answer)).toBe('one two');
    expect(seen[0]).toBe('one ');
  });

  test('megabytes pass unchanged in both directions', async () => {
    const { service, companion, session } = await companionFor((incoming, outgoing) =>
      incoming.pipe(outgoing),
    );
    const body = Buffer.alloc(9 * 1024 * 1024);
    for (let at = 0; at < body.length; at += 4) body.writeUInt32LE(at, at);
    const answer = await call(companion, service.proxied('/'), { method: 'POST', headers: session, body });
    expect(answer.bytes.equals(body)).toBe(true);
  });

  test('forty at once do not mix', async () => {
    const { service, companion, session } = await companionFor(echo);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        call(companion, service.proxied(`/${n}`), { method: 'POST', headers: session, body: `body ${n}` }),
      ),
    );
    expect(answers.map((answer) => [echoOf(answer).url, echoOf(answer).body])).toEqual(
      answers.map((_, n) => [`/${n}`, `body ${n}`]),
    );
  });

  test('the connection to the service is kept for the next request', async () => {
    const sockets = new Set<Socket>();
    const { service, companion, session } = await companionFor((incoming, outgoing) => {
      sockets.add(incoming.socket);
      echo(incoming, outgoing);
    });
    for (let n = 0; n < 3; n += 1) {
      await call(companion, service.proxied('/'), { method: 'POST', headers: session, body: 'x' });
    }
    expect(sockets.size).toBe(1);
  });

  test('a kept connection that died meanwhile is replaced, body and all', async () => {
    const served = new Set<Socket>();
    const { service, companion, session } = await companionFor((incoming, outgoing) => {
      if (served.has(incoming.socket)) incoming.socket.resetAndDestroy();
      else echo(incoming, outgoing);
      served.add(incoming.socket);
    });
    const post = (body: string) =>
      call(companion, service.proxied('/'), { method: 'POST', headers: session, body });
    await post('first');
    expect(echoOf(await post('second')).body).toBe('second');
  });
});

describe('the end of one side', () => {
  test('the page leaves while it waits: the service is told at once', async () => {
    let gone = false;
    let asked = false;
    const { service, companion, session } = await companionFor((_incoming, outgoing) => {
      asked = true;
      outgoing.on('close', () => (gone = true));
    });
    const upload = openUpload({ companion, service, session });
    upload.end('{}');
    await eventually(() => asked);
    upload.destroy();
    await eventually(() => gone);
  });

  test('the page leaves while it listens', async () => {
    let gone = false;
    const { service, companion, session } = await companionFor((_incoming, outgoing) => {
      outgoing.write('data: one\n\n');
      outgoing.on('close', () => (gone = true));
    });
    const answer = await head(companion, service.proxied('/'), { headers: session });
    await once(answer, 'data');
    answer.destroy();
    await eventually(() => gone);
  });

  test('the page leaves while it sends', async () => {
    let failure: Error | undefined;
    let began = false;
    const { service, companion, session } = await companionFor((incoming) => {
      incoming.on('data', () => (began = true));
      incoming.on('error', (error) => (failure = error));
    });
    const upload = openUpload({ companion, service, session });
    upload.write('half of it');
    await eventually(() => began);
    upload.destroy();
    await eventually(() => failure !== undefined);
  });

  test('the service breaks off: the page sees a broken answer, not a short one', async () => {
    const { service, companion, session } = await companionFor((_incoming, outgoing) => {
      outgoing.write('data: one\n\n');
      setImmediate(() => outgoing.destroy());
    });
    await expect(call(companion, service.proxied('/'), { headers: session })).rejects.toThrow();
  });

  test('the service breaks off before it answers', async () => {
    const { service, companion, session } = await companionFor((incoming) => incoming.socket.destroy());
    const answer = await call(companion, service.proxied('/'), { headers: session });
    expect(answer.status).toBe(502);
    expect(errorOf(answer)).toMatchObject({ code: 'upstream-unreachable', cause: 'ECONNRESET' });
  });

  test('the service answers without reading the request', async () => {
    const { service, companion, session } = await companionFor((_incoming, outgoing) => {
      outgoing.writeHead(401).end('who are you?');
    });
    const body = Buffer.alloc(3 * 1024 * 1024);
    const answer = await call(companion, service.proxied('/'), { method: 'POST', headers: session, body });
    expect([answer.status, answer.text]).toEqual([401, 'who are you?']);
  });

  test('the service answers in the middle of an upload: the rest of it is not sent', async () => {
    let cut = false;
    const proxied = await companionFor((incoming, outgoing) => {
      incoming.once('data', () => outgoing.writeHead(413).end('too long for me'));
      incoming.socket.on('close', () => (cut = true));
    });
    const upload = openUpload(proxied);
    upload.write('begun, and never ended');
    const [answer] = (await once(upload, 'response')) as [IncomingMessage];
    expect([answer.statusCode, await textOf(answer)]).toEqual([413, 'too long for me']);
    await eventually(() => cut);
    upload.destroy();
  });

  test('the companion ends: what is under way ends with it', async () => {
    const { service, companion, session } = await companionFor((_incoming, outgoing) =>
      outgoing.write('one'),
    );
    const answer = await head(companion, service.proxied('/'), { headers: session });
    await once(answer, 'data');
    const ended = once(answer, 'error');
    await companion.close();
    await ended;
  });
});
