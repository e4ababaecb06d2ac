/** Answers without ears, model and voice, for load: after so many messages a fixed burst, made once for all sockets. */
import { encodeServerEvent } from '../../core/echokit/encode-server-event.ts';
import type { KnownServerEvent } from '../../core/echokit/server-event.ts';
import { encodePcm16 } from '../../core/audio/pcm.ts';
import { heardRate } from '../../core/units.ts';
import { asRust, type Connection } from './connection.ts';
import type { Talk } from './conversation.ts';
import { createDownlinkAudio } from './downlink-audio.ts';
import { closedGate } from './speech-gate.ts';

export interface ScriptedAnswer {
  /** Binary messages that make an utterance; Submit ends one earlier. */
  readonly everyMessages: number;
  /** Sound of an answer. */
  readonly seconds: number;
  readonly heard?: string;
  readonly said?: string;
}

const pieceSamples = heardRate / 2;
const humHz = 220;

/** All messages of an answer, ready to be sent. */
type Burst = readonly Uint8Array[];

/** Bursts by the query that they are for, each made at its first use. */
export class Bursts {
  readonly #answer: ScriptedAnswer;
  readonly #made = new Map<string, Promise<Burst>>();

  constructor(answer: ScriptedAnswer) {
    this.#answer = answer;
  }

  get everyMessages(): number {
    return this.#answer.everyMessages;
  }

  burstFor({ opus, vowel, streamAsr }: Connection['query']): Promise<Burst> {
    const key = `${opus} ${vowel} ${streamAsr}`;
    const made = this.#made.get(key) ?? makeBurst(this.#answer, { opus, vowel, streamAsr });
    this.#made.set(key, made);
    return made;
  }
}

async function makeBurst(
  { seconds, heard = 'scripted words', said = 'A scripted answer.' }: ScriptedAnswer,
  query: { readonly opus: boolean; readonly vowel: boolean; readonly streamAsr: boolean },
): Promise<Burst> {
  const audio = await createDownlinkAudio({ ...query, opusLoss: false });
  const events: KnownServerEvent[] = [
    ...(query.streamAsr ? [{ event: 'EndVad' } as const] : []),
    { event: 'ASR', text: heard },
    { event: 'StartAudio', text: said },
  ];
  const hum = Float32Array.from(
    { length: seconds * heardRate },
    (_, n) => 0.3 * Math.sin((2 * Math.PI * humHz * n) / heardRate),
  );
  for (let at = 0; at < hum.length; at += pieceSamples) {
    events.push(...audio.push(encodePcm16(hum.subarray(at, at + pieceSamples))));
  }
  events.push(...audio.end(), { event: 'EndAudio' }, { event: 'EndResponse' });
  audio.close();
  return events.map((event) => encodeServerEvent(event, asRust));
}

/** @param onAnswered an answer was sent */
export function createScriptedTalk(connection: Connection, bursts: Bursts, onAnswered: () => void): Talk {
  let heard = 0;
  let isStopped = false;
  const answer = async () => {
    heard = 0;
    const burst = await bursts.burstFor(connection.query);
    if (isStopped) return;
    connection.sendEncoded(burst);
    onAnswered();
  };
  const read = () => {
    for (let message = connection.take(); message !== undefined; message = connection.take()) {
      const isSubmit = message.type === 'command' && message.command.event === 'Submit';
      if (message.type === 'audio') heard += 1;
      if (isSubmit || heard >= bursts.everyMessages) void answer();
    }
  };
  connection.onQueued = read;
  // Made before the first is needed: that takes a while, and would delay everybody.
  void bursts.burstFor(connection.query);
  read();
  return {
    carried: { gate: closedGate },
    isDead: false,
    stop: () => {
      isStopped = true;
    },
  };
}
