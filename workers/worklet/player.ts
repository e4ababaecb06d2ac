/**
 * The player without its worklet: commands in, quanta out, events and levels to two ports. The playback queue does the
 * thinking; this file decides what is told to whom, and when. Runs on the audio thread: `render` allocates only when
 * there is something to tell.
 */
import { assertNever } from '../../core/assert.ts';
import { PlaybackQueue } from '../../core/audio/playback-queue.ts';
import type { Hertz, Samples } from '../../core/units.ts';
import type { PlayerCommand, PlayerEvent, PlayerOptions, ReplyId } from '../player-api.ts';
import type { PlaybackLevel } from '../vad-api.ts';
import { clockIntervalQuanta } from './clock-interval.ts';
import type { Outlet } from './outlet.ts';
import { toPlayerEvents } from './player-events.ts';

/** Quiet enough that people notice they were noticed, loud enough to follow on if it was a cough. -14 dB. */
const defaultDuckGain = 0.2;
/** The VAD worker needs a level for each of its frames of 32 ms. */
const levelIntervalMs = 25;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class Player {
  readonly #queue: PlaybackQueue;
  readonly #duckGain: number;
  readonly #rate: Hertz;
  readonly #levelSamples: Samples;
  /** Posted again and again: posting copies. */
  readonly #clock: Mutable<Extract<PlayerEvent, { type: 'clock' }>> = { type: 'clock', frame: 0 };
  readonly #level: Mutable<PlaybackLevel> = { type: 'playback-level', audible: false, levelDb: -100 };
  #conversation: Outlet<PlayerEvent> | null = null;
  #vad: Outlet<PlaybackLevel> | null = null;
  #lastReply: ReplyId = -1;
  #quantaUntilClock = 0;
  #samplesUntilLevel: Samples = 0;
  /** A command came since the last quantum, so what is audible may have changed. */
  #commanded = false;

  /** @param rate of the playback context and of every chunk */
  constructor(rate: Hertz, options: PlayerOptions = {}) {
    this.#queue = new PlaybackQueue({ sampleRate: rate });
    this.#duckGain = options.duckGain ?? defaultDuckGain;
    this.#rate = rate;
    this.#levelSamples = (levelIntervalMs * rate) / 1000;
  }

  /** Events go here from now on. Those that happened before are sent with the next quantum. */
  connect(conversation: Outlet<PlayerEvent>, vad: Outlet<PlaybackLevel>): void {
    this.#conversation = conversation;
    this.#vad = vad;
    this.#quantaUntilClock = 0;
    this.#samplesUntilLevel = 0;
  }

  /** Acts on the first sample of the next quantum. */
  command(command: PlayerCommand): void {
    this.#commanded = true;
    switch (command.type) {
      case 'audio':
        this.#queue.push(command.reply, command.piece, command.samples);
        return;
      case 'end-piece':
        this.#queue.endPiece(command.reply, command.piece);
        return;
      case 'end-reply':
        this.#queue.endReply(command.reply);
        return;
      case 'pause':
        this.#queue.pause();
        return;
      case 'resume':
        this.#queue.resume();
        return;
      case 'flush':
        this.#queue.flush(command.reply);
        return;
      case 'duck':
        this.#queue.duck(this.#duckGain);
        return;
      case 'restore':
        this.#queue.restore();
        return;
      default:
        assertNever(command);
    }
  }

  /** Ducks for a suspected voice. A reflex that comes when no reply is under way would duck the next one: it is too late. */
  duckByReflex(): void {
    if (this.#queue.state.phase !== 'idle') this.#queue.duck(this.#duckGain);
  }

  /**
   * Fills one quantum and tells what happened in it.
   * @param output mono, of any length
   * @param frame of its first sample on the context's clock
   */
  render(output: Float32Array, frame: number): void {
    this.#queue.render(output, frame);
    const conversation = this.#conversation;
    const vad = this.#vad;
    if (conversation === null || vad === null) return;
    const changed = this.#commanded || this.#queue.hasEvents;
    this.#commanded = false;
    // The clock goes first, so that whoever fits a line has a pair when the first event comes.
    this.#tellClock(conversation, frame + output.length, output.length);
    if (this.#queue.hasEvents) this.#tellEvents(conversation);
    this.#samplesUntilLevel -= output.length;
    if (changed || this.#samplesUntilLevel <= 0) this.#tellLevel(vad);
  }

  #tellClock(conversation: Outlet<PlayerEvent>, frame: number, quantum: Samples): void {
    this.#quantaUntilClock -= 1;
    if (this.#quantaUntilClock > 0) return;
    this.#quantaUntilClock = clockIntervalQuanta(this.#rate, quantum);
    this.#clock.frame = frame;
    conversation.postMessage(this.#clock);
  }

  #tellEvents(conversation: Outlet<PlayerEvent>): void {
    for (const event of this.#queue.takeEvents()) {
      if (event.type === 'first-sample') {
        this.#lastReply = event.reply;
        conversation.postMessage({
          type: 'cushion',
          reply: event.reply,
          samples: this.#queue.cushionSamples,
        });
      }
      for (const message of toPlayerEvents(event, this.#lastReply)) conversation.postMessage(message);
      // A duck is meant for the reply it fell on.
      if (event.type === 'drained') this.#queue.restore();
    }
  }

  #tellLevel(vad: Outlet<PlaybackLevel>): void {
    const { phase, paused } = this.#queue.state;
    const audible = phase === 'playing' && !paused;
    const isNews = audible !== this.#level.audible;
    if (!isNews && !(audible && this.#samplesUntilLevel <= 0)) return;
    this.#samplesUntilLevel = this.#levelSamples;
    this.#level.audible = audible;
    this.#level.levelDb = this.#queue.levelDb;
    vad.postMessage(this.#level);
  }
}
