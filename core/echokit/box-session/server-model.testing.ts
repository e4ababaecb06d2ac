/** A server as the sheet tells of it, on positions instead of sound: it knows in which frames there was a voice. */
import type { Random } from '../../audio/random.testing.ts';
import { frameSamples } from '../../units.ts';
import type { ConnectionQuery } from '../connection-query.ts';
import type { ServerEvent } from '../server-event.ts';
import type { EffectOf } from './session-effect.ts';

/** `stream` and `old` go by `stream_asr`; `gemini` ignores it and never says EndVad. */
export type ServerKind = 'stream' | 'old' | 'gemini';

/** 512 ms without speech end a turn. Source: sheet `echokit.md` 4.1. */
const endFrames = 16;

const sound: ServerEvent = { event: 'AudioChunk', data: new Uint8Array(64) };
const ends: readonly ServerEvent[] = [{ event: 'EndAudio' }, { event: 'EndResponse' }];

export class ServerModel {
  readonly #kind: ServerKind;
  readonly #random: Random;
  readonly #isVoice: (frame: number) => boolean;
  /** What it will say next. */
  readonly outbox: ServerEvent[] = [];
  /** What it will say when nobody expects it any more. */
  readonly late: ServerEvent[] = [];
  /** Submit in the middle of an utterance: it ignores this socket from then on. */
  isDead = false;
  deaths = 0;
  /** Share of turns that go wrong in one way or another. */
  faults = 0;
  #streams = false;
  #hearing = false;
  #voiced = 0;
  #silent = 0;
  #segment = 0;

  constructor(kind: ServerKind, random: Random, isVoice: (frame: number) => boolean) {
    this.#kind = kind;
    this.#random = random;
    this.#isVoice = isVoice;
  }

  connect({ streamAsr, reconnect, record }: ConnectionQuery): void {
    this.#streams = streamAsr && this.#kind === 'stream' && !record;
    this.isDead = record;
    this.#reset();
    this.outbox.length = 0;
    this.late.length = 0;
    if (!reconnect && !record)
      this.say('HelloStart', { event: 'HelloChunk', data: new Uint8Array(64) }, 'HelloEnd');
  }

  take(effect: EffectOf<'send' | 'send-audio' | 'send-silence'>): void {
    if (this.isDead) return;
    if (effect.type === 'send-audio') {
      for (let at = effect.start; at < effect.end; at += frameSamples)
        this.#hear(this.#isVoice(Math.floor(at / frameSamples)));
      return;
    }
    if (effect.type === 'send-silence') {
      for (let at = 0; at < effect.samples; at += frameSamples) this.#hear(false);
      return;
    }
    const { command } = effect;
    switch (command.event) {
      case 'StartChat':
        if (!this.#hearing) this.#reset();
        this.#hearing = true;
        return;
      case 'Submit':
        if (this.#streams && this.#hearing) {
          this.isDead = true;
          this.deaths += 1;
          this.say('EndVad', 'EndResponse');
          return;
        }
        this.#endUtterance();
        return;
      case 'Text':
        this.say({ event: 'ASR', text: command.input });
        this.#answer();
        return;
      case 'Select':
        this.#answer();
        return;
      case 'StartRecord':
        return;
    }
  }

  say(...events: readonly (ServerEvent | ServerEvent['event'])[]): void {
    for (const event of events)
      this.outbox.push(typeof event === 'string' ? ({ event } as ServerEvent) : event);
  }

  #reset(): void {
    this.#hearing = false;
    this.#voiced = 0;
    this.#silent = 0;
  }

  #hear(isVoice: boolean): void {
    if (!this.#hearing) return;
    this.#voiced += isVoice ? 1 : 0;
    this.#silent = isVoice ? 0 : this.#silent + 1;
    if (this.#streams && this.#silent >= endFrames) this.#endUtterance();
    else if (this.#streams && isVoice && this.#random.chance(0.02)) this.say({ event: 'ASR', text: 'par' });
  }

  #endUtterance(): void {
    const understood = this.#voiced >= 8;
    if (this.#streams) this.say('EndVad');
    this.#reset();
    if (!understood) {
      this.say('EndResponse');
      return;
    }
    this.say({ event: 'ASR', text: 'words' });
    this.#answer();
  }

  #answer(): void {
    const random = this.#random;
    if (random.chance(this.faults)) {
      const fault = random.integer(0, 4);
      if (fault === 0) return; // The model hangs for ever.
      if (fault === 1) this.say('EndResponse');
      if (fault === 2) this.say({ event: 'StartAudio', text: 'Unsaid.' }, 'EndAudio', 'EndResponse');
      if (fault === 3) this.say({ event: 'Choices', message: 'Which?', items: ['Confirm', 'Cancel'] });
      if (fault === 4) this.late.push({ event: 'StartAudio', text: 'Late.' }, sound, ...ends);
      return;
    }
    for (let count = random.integer(1, 3); count > 0; count -= 1) {
      this.#segment += 1;
      this.say({ event: 'StartAudio', text: `Part ${this.#segment}.` }, sound, 'EndAudio');
    }
    this.say('EndResponse');
  }
}
