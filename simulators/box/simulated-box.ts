/**
 * A box with its server: performs what the reducer decides, over an injected link, clock, ear and loudspeaker. Runs in
 * Node and in a browser alike. See README.md for how to use it.
 */
import { encodeClientCommand } from '../../core/echokit/client-command.ts';
import { connectionUrl } from '../../core/echokit/connection-query.ts';
import type { Millis } from '../../core/units.ts';
import { BoxConnection } from './box-connection.ts';
import type { BoxEffect, BoxViolation } from './box-effect.ts';
import type { BoxButton, BoxHappening, BoxTimer } from './box-event.ts';
import { BoxTally, eventToLog, factToLog, soundToLog, type BoxLogBody, type BoxSummary } from './box-log.ts';
import { stepBox } from './box-machine.ts';
import { createBoxState, isReading, type BoxPhaseName, type BoxState } from './box-state.ts';
import { systemClock, type BoxClock } from './clock.ts';
import { firmwares, type Firmware } from './firmware.ts';
import { Loudspeaker, type PlayedSound } from './loudspeaker.ts';
import { BoxMicrophone } from './microphone.ts';
import { bytesOfSamples, joinSamples } from './pcm.ts';
import { notificationUrl } from './notification-url.ts';
import { readMessage } from './read-message.ts';
import { createSegmentDecoder, type SegmentDecoder } from './segment-decoder.ts';
import type { SimulatedBoxOptions } from './simulated-box-options.ts';

/** The silence in place of the built-in beep, whose sound we do not have. */
const beepMs: Millis = 200;
const defaultId = 'ec0000000001';

/** Loads the Opus decoder where the firmware has one. */
export async function createSimulatedBox(options: SimulatedBoxOptions): Promise<SimulatedBox> {
  const firmware = firmwares[options.version ?? '0.3.2'];
  return new SimulatedBox(options, firmware, firmware.audio === 'opus' ? await createSegmentDecoder() : null);
}

class SimulatedBox {
  readonly #options: SimulatedBoxOptions;
  readonly #firmware: Firmware;
  readonly #decoder: SegmentDecoder | null;
  readonly #clock: BoxClock;
  readonly #loudspeaker: Loudspeaker;
  readonly #microphone: BoxMicrophone;
  readonly #connection = new BoxConnection();
  readonly #tally = new BoxTally();
  readonly #events: BoxHappening[] = [];
  /** Take back what is to ring yet. */
  readonly #cancels = new Set<() => void>();
  #state: BoxState;
  #isStepping = false;
  #poweredAt: Millis = 0;
  #isStopped = false;

  constructor(options: SimulatedBoxOptions, firmware: Firmware, decoder: SegmentDecoder | null) {
    this.#options = options;
    this.#firmware = firmware;
    this.#decoder = decoder;
    this.#clock = options.clock ?? systemClock;
    this.#state = createBoxState(options.version ?? '0.3.2');
    this.#loudspeaker = new Loudspeaker(this.#clock, {
      onSound: (samples, at) => options.onSound?.(samples, at),
      onSilence: () => options.onSilence?.(),
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
    this.#connection.cut();
    this.#happen({ type: 'link-closed', socket: this.#state.socket });
  }

  /** Ends everything, with a Close frame for the server. For good. */
  stop(): void {
    if (this.#isStopped) return;
    this.#microphone.stop();
    this.#loudspeaker.clear();
    for (const cancel of this.#cancels) cancel();
    this.#isStopped = true;
    this.#connection.close();
    this.#decoder?.close();
  }

  #happen(happening: BoxHappening): void {
    this.#events.push(happening);
    this.#settle();
  }

  /** Takes what has happened, then what the server sent, until both are dealt with. */
  #settle(): void {
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      while (!this.#isStopped) {
        const happening = this.#events.shift();
        if (happening !== undefined) this.#step(happening);
        else if (!this.#takeQueued()) return;
      }
    } finally {
      this.#isStepping = false;
    }
  }

  #step(happening: BoxHappening): void {
    const { state, effects } = stepBox(this.#state, { ...happening, at: this.#clock.now() });
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: BoxEffect): void {
    switch (effect.type) {
      case 'dial':
        return this.#dial(effect.socket, effect.reconnect);
      case 'drop-link':
        return this.#connection.drop();
      case 'close-link':
        this.#log({ kind: 'sent', event: 'Close' });
        return this.#connection.close();
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
        this.#decoder?.renew(this.#clock, () => this.#settle());
        return this.#loudspeaker.begin(effect.segment, effect.text);
      case 'decode-packet':
        return this.#decode(effect.packet, effect.vowel);
      case 'play':
        return this.#loudspeaker.play(effect.samples, effect.vowel);
      case 'end-segment':
        return this.#loudspeaker.end(() => this.#happen({ type: 'segment-played' }));
      case 'clear-loudspeaker':
        return this.#loudspeaker.clear();
      case 'arm-timer':
        return this.#arm(effect.timer, effect.socket, effect.afterMs);
      case 'poll-notifications':
        return this.#poll();
      case 'tell':
        return this.#log(factToLog(effect.fact, this.#state));
    }
  }

  #dial(socket: number, reconnect: boolean): void {
    const { server, id = defaultId, dial, onMessage } = this.#options;
    const url = connectionUrl(server, id, { ...this.#firmware.query, reconnect });
    this.#log({ kind: 'sent', event: 'dial', url });
    this.#connection.dial(dial, url, {
      onOpen: (extensions) => {
        this.#log({ kind: 'received', event: 'Open' });
        if (extensions !== '')
          this.#violate(
            'extension-accepted',
            `the server accepted "${extensions}", which no box can inflate`,
          );
        this.#happen({ type: 'link-opened', socket });
      },
      onMessage: (payload) => onMessage?.(payload),
      onArrived: () => this.#settle(),
      onClosed: (wasOpen, code, reason) => {
        const text = reason === '' ? {} : { text: reason };
        this.#log({ kind: 'received', event: 'Close', code, ...text });
        this.#happen({ type: wasOpen ? 'link-closed' : 'link-failed', socket });
      },
    });
  }

  #send(payload: string | Uint8Array): void {
    if (!this.#connection.send(payload, this.#clock.now()))
      this.#happen({ type: 'send-timed-out', socket: this.#state.socket });
  }

  /** @returns whether there was one that the firmware takes now */
  #takeQueued(): boolean {
    if (!isReading(this.#state) || this.#decoder?.isReady === false) return false;
    const message = this.#connection.take();
    if (message === undefined) return false;
    if (message.is === 'ping') {
      const bytes = message.payload.length;
      this.#log({ kind: 'received', event: 'Ping', bytes });
      this.#log({ kind: 'sent', event: 'Pong', bytes });
      this.#connection.pong(message.payload);
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
      case 'event':
        this.#log(eventToLog(read.event, bytes));
        return this.#step({ type: 'server-said', said: read.event });
    }
  }

  #decode(packet: Uint8Array, vowel: number): void {
    const decoded = this.#decoder?.decode(packet);
    if (decoded === undefined) return;
    if (decoded.ok) this.#step({ type: 'packet-decoded', samples: decoded.value, vowel });
    else this.#step({ type: 'packet-refused', message: decoded.error.message });
  }

  #arm(timer: BoxTimer, socket: number, afterMs: Millis): void {
    const cancel = this.#clock.after(afterMs, () => {
      this.#cancels.delete(cancel);
      this.#happen({ type: 'timer-fired', timer, socket });
    });
    this.#cancels.add(cancel);
  }

  #poll(): void {
    const { server, id = defaultId, pollNotifications } = this.#options;
    if (pollNotifications === undefined) return;
    pollNotifications(notificationUrl(server, id)).then(
      (answer) => this.#happen({ type: 'poll-answered', answer }),
      // As when the server is away for a while: it asks again.
      () => this.#happen({ type: 'poll-answered', answer: 'nothing' }),
    );
  }

  #tellPlayed(sound: PlayedSound): void {
    this.#options.onPlayed?.(sound);
    this.#log(soundToLog(sound, this.#poweredAt));
  }

  #violate(code: BoxViolation, message: string): void {
    this.#log({ kind: 'violation', code, message });
  }

  #log(body: BoxLogBody): void {
    const entry = { tMs: this.#clock.now() - this.#poweredAt, ...body };
    this.#tally.count(entry);
    this.#options.onLog?.(entry);
  }
}

export type { SimulatedBox };
