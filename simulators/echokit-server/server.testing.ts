/** A client of the stand-in, and engines and ears that do as they are told. */
import { WebSocket } from 'ws';
import { encodeClientCommand, type ClientCommand } from '../../core/echokit/client-command.ts';
import { connectionUrl, type ConnectionQuery } from '../../core/echokit/connection-query.ts';
import { decodeServerEvent } from '../../core/echokit/decode-server-event.ts';
import type { ServerEvent } from '../../core/echokit/server-event.ts';
import { encodePcm16 } from '../../core/audio/pcm.ts';
import type { EchokitServer } from './create-echokit-server.ts';
import type { ChatMessage, Engines, SpeechJudge } from './engines.ts';

/** What came, and what is waited for. */
export class TestClient {
  readonly socket: WebSocket;
  /** Binary messages to the byte. */
  readonly messages: Uint8Array[] = [];
  readonly events: ServerEvent[] = [];
  /** The code that the socket closed with. */
  readonly closed: Promise<number>;
  #wake: () => void = () => undefined;
  #isClosed = false;

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('message', (data: Buffer) => {
      const bytes = new Uint8Array(data);
      this.messages.push(bytes);
      const event = decodeServerEvent(bytes);
      if (!event.ok) throw event.error;
      this.events.push(event.value);
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code) => {
        this.#isClosed = true;
        resolve(code);
        this.#wake();
      });
    });
  }

  opened(): Promise<this> {
    return new Promise((resolve, reject) => {
      this.socket.once('open', () => resolve(this));
      this.socket.once('error', reject);
    });
  }

  say(command: ClientCommand): void {
    this.socket.send(encodeClientCommand(command));
  }

  hear(pcm: Uint8Array): void {
    this.socket.send(pcm);
  }

  get names(): string[] {
    return this.events.map(({ event }) => event);
  }

  count(name: string): number {
    return this.names.filter((event) => event === name).length;
  }

  /** Resolves once so many events of this name have come. @throws where the socket closes before */
  async until(name: string, times = 1): Promise<void> {
    while (this.count(name) < times) {
      if (this.#isClosed) throw new Error(`closed after ${this.names.join(' ')}, waiting for ${name}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** What the server has dealt with all so far sent by now answers: a ping is answered in order of arrival only. */
  async pong(): Promise<void> {
    const answered = new Promise((resolve) => this.socket.once('pong', resolve));
    this.socket.ping();
    await answered;
  }

  /** Bytes of all sound that came as raw PCM. */
  get sound(): Uint8Array {
    return Buffer.concat(
      this.events.map((event) =>
        'data' in event && event.data instanceof Uint8Array ? event.data : new Uint8Array(),
      ),
    );
  }
}

export const connect = (
  server: EchokitServer,
  id: string,
  query: Partial<ConnectionQuery> = {},
): Promise<TestClient> => new TestClient(connectionUrl(server.url, id, query)).opened();

/** Ears for {@link windows}: the first sample is the probability. */
export const createScriptedJudge = (): SpeechJudge & { resets: number } => ({
  resets: 0,
  process: (window) => Math.round((window[0] ?? 0) * 100) / 100,
  reset() {
    this.resets += 1;
  },
  close: () => undefined,
});

/** So many windows of 512 samples that {@link createScriptedJudge} takes for speech with that probability. */
export const windows = (count: number, probability: number): Uint8Array<ArrayBuffer> =>
  encodePcm16(new Float32Array(512 * count).fill(probability));

/** What the engines were asked, and what they are to say; promises let a test hold them back. */
export class ScriptedEngines implements Engines {
  readonly heard: Uint8Array[] = [];
  readonly asked: (readonly ChatMessage[])[] = [];
  readonly spoken: string[] = [];
  cancelled = 0;
  transcripts: (string | Promise<string>)[] = [];
  replies: (readonly (string | Error | Promise<string>)[])[] = [];
  /** Pieces of sound by text. */
  sound: (text: string) => readonly Uint8Array[] | Promise<readonly Uint8Array[]> = () => [
    new Uint8Array([0, 0, 128, 1]),
  ];

  async recognise(pcm: Uint8Array, signal: AbortSignal): Promise<string> {
    this.heard.push(pcm);
    signal.addEventListener('abort', () => (this.cancelled += 1));
    return (await this.transcripts.shift()) ?? 'hi';
  }

  async *reply(messages: readonly ChatMessage[]): AsyncGenerator<string> {
    this.asked.push(messages);
    for (const part of this.replies.shift() ?? ['Hi.']) {
      if (part instanceof Error) throw part;
      yield await part;
    }
  }

  async speak(text: string): Promise<readonly Uint8Array[]> {
    this.spoken.push(text);
    return this.sound(text);
  }
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
