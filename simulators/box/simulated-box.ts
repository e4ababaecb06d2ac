/**
 * A box with its server: performs what the reducer decides, over an injected link, clock, ear and loudspeaker. Runs in
 * Node and in a browser alike. See README.md for how to use it.
 */
import { encodeClientCommand } from '../../core/echokit/client-command.ts';
import { connectionUrl } from '../../core/echokit/connection-query.ts';
import { createOpusDecoder, type OpusDecoder } from '../../core/opus/opus-codec.ts';
import type { Millis } from '../../core/units.ts';
import type { BoxEffect, BoxFact, BoxViolation } from './box-effect.ts';
import type { BoxButton, BoxEvent, BoxHappening } from './box-event.ts';
import type { BoxLink, DialBox } from './box-link.ts';
import { BoxTally, type BoxLogEntry, type BoxSummary } from './box-log.ts';
import { stepBox } from './box-machine.ts';
import { createBoxState, isReading, type BoxPhaseName, type BoxState } from './box-state.ts';
import { systemClock, type BoxClock } from './clock.ts';
import { firmwares, type BoxVersion, type Firmware } from './firmware.ts';
import { Loudspeaker, type LoudspeakerEnds, type PlayedSound } from './loudspeaker.ts';
import { BoxMicrophone, type DetectSpeech } from './microphone.ts';
import { bytesOfSamples, joinSamples } from './pcm.ts';
import { readMessage } from './read-message.ts';
import { ServerQueue } from './server-queue.ts';

export interface SimulatedBoxOptions {
  /** As a person would give it to a box: `ws://host:port/ws`, without the id. */
  readonly server: string;
  readonly dial: DialBox;
  /** 12 lowercase hex digits. */
  readonly id?: string;
  /** Default 0.3.2. */
  readonly version?: BoxVersion;
  readonly clock?: BoxClock;
  /**
   * What the microphone hears next: 512 samples at 16 kHz, [-1, 1]; null is silence. Asked every 32 ms from power-on on,
   * with the box's state.
   */
  readonly microphone?: (state: BoxPhaseName) => Float32Array | null;
  /** Probability that a frame is speech, given those before; such as a Silero stream's `process`. Default: never. */
  readonly detectSpeech?: DetectSpeech;
  /** Heard so far of a segment or of the greeting, when it is over. */
  readonly onPlayed?: (sound: PlayedSound) => void;
  /** For somebody who plays it along. */
  readonly onSound?: LoudspeakerEnds['onSound'];
  readonly onSilence?: LoudspeakerEnds['onSilence'];
  readonly onLog?: (entry: BoxLogEntry) => void;
  /** Every binary and text message as it came, before it is read. */
  readonly onMessage?: (payload: string | Uint8Array) => void;
  /** The speech detector failed; its frame counts as no speech. */
  readonly onTrouble?: (error: unknown) => void;
  /** Only `cc` asks: what `/proxy/state/{id}` says at that address. */
  readonly pollNotifications?: (url: string) => Promise<'notification' | 'nothing' | 'refused'>;
}

/** The silence in place of the built-in beep, whose sound we do not have. */
const beepMs: Millis = 200;
/** A send may take this long. */
const sendTimeoutMs: Millis = 30_000;
/** Fresh decoders are made beside; only a server that begins segments faster than they are made has to wait. */
const decoderWaitMs: Millis = 5;

/** Loads the Opus decoder where the firmware has one. */
export async function createSimulatedBox(options: SimulatedBoxOptions): Promise<SimulatedBox> {
  const firmware = firmwares[options.version ?? '0.3.2'];
  return new SimulatedBox(options, firmware, firmware.audio === 'opus' ? await createOpusDecoder() : null);
}

class SimulatedBox {
  readonly #options: SimulatedBoxOptions;
  readonly #firmware: Firmware;
  readonly #opus: OpusDecoder | null;
  readonly #clock: BoxClock;
  readonly #loudspeaker: Loudspeaker;
  readonly #microphone: BoxMicrophone;
  readonly #tally = new BoxTally();
  readonly #events: BoxHappening[] = [];
  /** Take back what is to ring yet. */
  readonly #cancels = new Set<() => void>();
  #state: BoxState;
  #isStepping = false;
  #poweredAt: Millis = 0;
  #link: BoxLink | null = null;
  #queue = new ServerQueue();
  #stalledSince: Millis | null = null;
  #isDecoderReady = true;
  #isStopped = false;

  constructor(options: SimulatedBoxOptions, firmware: Firmware, opus: OpusDecoder | null) {
    this.#options = options;
    this.#firmware = firmware;
    this.#opus = opus;
    this.#clock = options.clock ?? systemClock;
    this.#state = createBoxState(options.version ?? '0.3.2');
    this.#loudspeaker = new Loudspeaker(this.#clock, {
      ...(options.onSound === undefined ? {} : { onSound: options.onSound }),
      ...(options.onSilence === undefined ? {} : { onSilence: options.onSilence }),
      onPlayed: (sound) => this.#tellPlayed(sound),
    });
    this.#microphone = new BoxMicrophone(this.#clock, {
      read: () => options.microphone?.(this.#state.phase.name) ?? null,
      detect: options.detectSpeech ?? (() => 0),
      onHeard: (chunk, probability) => this.#happen({ type: 'heard', chunk, probability }),
      onTrouble: (error) => options.onTrouble?.(error),
    });
  }

  get state(): BoxPhaseName {
    return this.#state.phase.name;
  }

  /** StartChat was sent, and the server has not ended the turn. */
  get isTurnOpen(): boolean {
    return this.#state.isTurnOpen;
  }

  /** The loudspeaker has not played all that it was given. */
  get isPlaying(): boolean {
    return this.#loudspeaker.isPlaying;
  }

  get summary(): BoxSummary {
    return this.#tally.summary;
  }

  /** Turns that were given up after 10 s without ASR, or lost in a reboot. */
  get unendedTurns(): number {
    return this.#tally.unendedTurns;
  }

  /** Boots and dials. Once. */
  powerOn(): void {
    if (this.#state.phase.name !== 'off' || this.#isStopped) return;
    this.#poweredAt = this.#clock.now();
    this.#happen({ type: 'power-on' });
    this.#microphone.start();
  }

  press(button: BoxButton): void {
    this.#happen({ type: 'button', button });
  }

  /** Cuts the line as a dead network does; the box does not notice before it sends. */
  loseLink(): void {
    this.#link?.drop();
    this.#happen({ type: 'link-closed', socket: this.#state.socket });
  }

  /** Ends everything, with a Close frame for the server. For good. */
  stop(): void {
    if (this.#isStopped) return;
    this.#microphone.stop();
    this.#loudspeaker.clear();
    for (const cancel of this.#cancels) cancel();
    this.#isStopped = true;
    this.#link?.close();
    this.#opus?.close();
  }

  #happen(happening: BoxHappening): void {
    if (this.#isStopped) return;
    this.#events.push(happening);
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      this.#settle();
    } finally {
      this.#isStepping = false;
    }
  }

  /** Takes what has happened, then what the server sent, until both are dealt with. */
  #settle(): void {
    for (;;) {
      const happening = this.#events.shift();
      if (happening !== undefined) this.#step({ ...happening, at: this.#clock.now() });
      else if (!this.#takeQueued()) return;
      if (this.#isStopped) return;
    }
  }

  #step(event: BoxEvent): void {
    const { state, effects } = stepBox(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: BoxEffect): void {
    switch (effect.type) {
      case 'dial':
        return this.#dial(effect.socket, effect.reconnect);
      case 'drop-link':
        return this.#dropLink();
      case 'close-link':
        this.#log({ kind: 'sent', event: 'Close' });
        this.#link?.close();
        return this.#forgetLink();
      case 'send-command': {
        const { command } = effect;
        const index = command.event === 'Select' ? { index: command.index } : {};
        this.#log({ kind: 'sent', event: command.event, ...index });
        return this.#send(encodeClientCommand(command));
      }
      case 'send-audio': {
        const samples = joinSamples(effect.chunks);
        this.#log({ kind: 'sent', event: 'audio', bytes: 2 * samples.length, samples: samples.length });
        return this.#send(bytesOfSamples(samples));
      }
      case 'play-greeting':
        this.#loudspeaker.begin(null, '');
        if (effect.samples === null) this.#loudspeaker.rest(beepMs);
        else this.#loudspeaker.play(effect.samples, null);
        return this.#loudspeaker.end(() => this.#happen({ type: 'greeting-played' }));
      case 'begin-segment':
        this.#renewDecoder();
        return this.#loudspeaker.begin(effect.segment, effect.text);
      case 'decode-packet':
        return this.#decode(effect.packet, effect.vowel);
      case 'play':
        return this.#loudspeaker.play(effect.samples, effect.vowel);
      case 'end-segment':
        return this.#loudspeaker.end(() => this.#happen({ type: 'segment-played' }));
      case 'clear-loudspeaker':
        return this.#loudspeaker.clear();
      case 'arm-timer': {
        const { timer, socket, afterMs } = effect;
        return this.#ring(afterMs, () => this.#happen({ type: 'timer-fired', timer, socket }));
      }
      case 'poll-notifications':
        return this.#poll();
      case 'tell':
        return this.#tell(effect.fact);
    }
  }

  #dial(socket: number, reconnect: boolean): void {
    this.#dropLink();
    const { server, id = 'ec0000000001' } = this.#options;
    const url = connectionUrl(server, id, { ...this.#firmware.query, reconnect });
    this.#log({ kind: 'sent', event: 'dial', url });
    const queue = new ServerQueue();
    let isOpen = false;
    const push = (message: Parameters<ServerQueue['push']>[0]) => {
      if (this.#queue !== queue || this.#isStopped) return;
      queue.push(message, link);
      this.#nudge();
    };
    this.#queue = queue;
    const link = this.#options.dial(url, {
      onOpen: (extensions) => {
        if (this.#queue !== queue || this.#isStopped) return;
        isOpen = true;
        this.#log({ kind: 'received', event: 'Open' });
        if (extensions !== '')
          this.#violate(
            'extension-accepted',
            `the server accepted "${extensions}", which no box can inflate`,
          );
        this.#happen({ type: 'link-opened', socket });
      },
      onMessage: (payload) => {
        this.#options.onMessage?.(payload);
        push({ is: 'message', payload });
      },
      onPing: (payload) => push({ is: 'ping', payload }),
      onClose: (code, reason) => {
        if (this.#queue !== queue || this.#isStopped) return;
        this.#log({ kind: 'received', event: 'Close', code, ...(reason === '' ? {} : { text: reason }) });
        this.#happen({ type: isOpen ? 'link-closed' : 'link-failed', socket });
      },
    });
    this.#link = link;
  }

  #dropLink(): void {
    this.#link?.drop();
    this.#forgetLink();
  }

  #forgetLink(): void {
    this.#link = null;
    this.#queue = new ServerQueue();
    this.#stalledSince = null;
  }

  #send(payload: string | Uint8Array): void {
    const link = this.#link;
    if (link === null) return;
    const now = this.#clock.now();
    if (link.bufferedBytes === 0) this.#stalledSince = null;
    else this.#stalledSince ??= now;
    if (this.#stalledSince !== null && now - this.#stalledSince > sendTimeoutMs)
      return this.#happen({ type: 'send-timed-out', socket: this.#state.socket });
    link.send(payload);
  }

  /** A wake-up without an event of its own. */
  #nudge(): void {
    if (this.#isStepping || this.#isStopped) return;
    this.#isStepping = true;
    try {
      this.#settle();
    } finally {
      this.#isStepping = false;
    }
  }

  /** @returns whether there was one that the firmware takes now */
  #takeQueued(): boolean {
    if (this.#link === null || this.#queue.length === 0) return false;
    if (!isReading(this.#state) || !this.#isDecoderReady) return false;
    const message = this.#queue.shift(this.#link);
    if (message === undefined) return false;
    if (message.is === 'ping') {
      this.#log({ kind: 'received', event: 'Ping', bytes: message.payload.length });
      this.#log({ kind: 'sent', event: 'Pong', bytes: message.payload.length });
      this.#link.pong(message.payload);
    } else this.#read(message.payload);
    return true;
  }

  #read(payload: string | Uint8Array): void {
    if (typeof payload === 'string') {
      this.#log({ kind: 'received', event: 'text', text: payload.slice(0, 200) });
      return this.#violate('text-frame', 'a text message came; boxes take binary ones only');
    }
    const read = readMessage(payload, this.#firmware);
    const bytes = payload.length;
    switch (read.is) {
      case 'refused':
        this.#log({ kind: 'received', event: '?', bytes, ignored: read.why });
        return this.#violate('undecodable', read.why);
      case 'unknown':
        this.#log({ kind: 'received', event: read.name, bytes, ignored: 'unknown to this firmware' });
        if (read.name === 'AudioChunkWithVowel' || read.name === 'AudioChunki16')
          this.#violate('audio-unknown-to-box', `this firmware knows no ${read.name}, so nothing is heard`);
        return;
      case 'event': {
        const { event } = read;
        const text =
          'text' in event
            ? event.text
            : 'action' in event
              ? event.action
              : 'message' in event
                ? event.message
                : null;
        this.#log({ kind: 'received', event: event.event, bytes, ...(text === null ? {} : { text }) });
        return this.#step({ type: 'server-said', said: event, at: this.#clock.now() });
      }
    }
  }

  #ring(afterMs: Millis, ring: () => void): void {
    const cancel = this.#clock.after(afterMs, () => {
      this.#cancels.delete(cancel);
      ring();
    });
    this.#cancels.add(cancel);
  }

  #renewDecoder(): void {
    if (this.#opus === null || this.#isStopped) return;
    try {
      this.#opus.reset();
      this.#isDecoderReady = true;
    } catch {
      this.#isDecoderReady = false;
      this.#ring(decoderWaitMs, () => {
        this.#renewDecoder();
        this.#nudge();
      });
    }
  }

  #decode(packet: Uint8Array, vowel: number): void {
    const decoded = this.#opus?.decode(packet);
    if (decoded === undefined) return;
    const at = this.#clock.now();
    if (decoded.ok) this.#step({ type: 'packet-decoded', samples: decoded.value, vowel, at });
    else this.#step({ type: 'packet-refused', message: decoded.error.message, at });
  }

  #poll(): void {
    const { server, id = 'ec0000000001', pollNotifications } = this.#options;
    if (pollNotifications === undefined) return;
    pollNotifications(notificationUrl(server, id)).then(
      (answer) => this.#happen({ type: 'poll-answered', answer }),
      // As when the server is away for a while: it asks again.
      () => this.#happen({ type: 'poll-answered', answer: 'nothing' }),
    );
  }

  #tell(fact: BoxFact): void {
    const { phase, screen } = this.#state;
    const here = { kind: 'state', state: phase.name, screen, entered: false } as const;
    switch (fact.type) {
      case 'state':
        return this.#log({ ...here, state: fact.phase, screen: fact.screen, entered: fact.entered });
      case 'turn':
        return this.#log({ ...here, turn: fact.outcome });
      case 'interrupted':
        return this.#log({ ...here, interruptedBy: fact.by });
      case 'ignored':
        if (fact.what.startsWith('k0') || fact.what === 'volume')
          return this.#log({ ...here, ignored: `${fact.what}: ${fact.why}` });
        return this.#log({ kind: 'received', event: fact.what, ignored: fact.why });
      case 'violation':
        return this.#violate(fact.code, fact.message);
      case 'reboot':
        return this.#log({ kind: 'reboot', cause: fact.cause });
    }
  }

  #tellPlayed(sound: PlayedSound): void {
    const { segment, text, samples, vowels, startedAt, isComplete } = sound;
    this.#options.onPlayed?.(sound);
    this.#log({
      kind: 'played',
      segment,
      text,
      startMs: startedAt - this.#poweredAt,
      samples: samples.length,
      complete: isComplete,
      vowels: vowels.map(({ vowel }) => vowel),
    });
  }

  #violate(code: BoxViolation, message: string): void {
    this.#log({ kind: 'violation', code, message });
  }

  #log(entry: LogBody): void {
    const whole = { tMs: this.#clock.now() - this.#poweredAt, ...entry } as BoxLogEntry;
    this.#tally.count(whole);
    this.#options.onLog?.(whole);
  }
}

export type { SimulatedBox };

type LogBody = BoxLogEntry extends infer Entry ? (Entry extends unknown ? Omit<Entry, 'tMs'> : never) : never;

/** The last segment of the server's path makes room for `proxy/state/{id}`. Source: sheet `echokit.md` 4.9. */
function notificationUrl(server: string, id: string): string {
  const base = server.replace(/^ws/, 'http').replace(/\/+$/, '');
  return `${base.replace(/\/[^/]*$/, '')}/proxy/state/${encodeURIComponent(id)}`;
}
