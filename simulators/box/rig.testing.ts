/** A simulated box in virtual time, its server scripted by hand. */
import { encodeWav } from '../../core/audio/wav.ts';
import { encodeServerEvent, type EventEncoding } from '../../core/echokit/encode-server-event.ts';
import type { KnownServerEvent } from '../../core/echokit/server-event.ts';
import { frameSamples, type Millis } from '../../core/units.ts';
import type { BoxLogEntry } from './box-log.ts';
import type { BoxVersion } from './firmware.ts';
import type { PlayedSound } from './loudspeaker.ts';
import { createMemoryDial, type MemoryBoxSocket } from './memory-link.ts';
import { createSimulatedBox, type SimulatedBox } from './simulated-box.ts';
import type { SimulatedBoxOptions } from './simulated-box-options.ts';
import { VirtualClock } from './virtual-clock.testing.ts';

/** Louder than nothing is speech. */
const loudIsSpeech = (frame: Float32Array): number => (frame[0]! > 0 ? 1 : 0);

export class BoxRig {
  readonly clock = new VirtualClock();
  readonly sockets: MemoryBoxSocket[] = [];
  /** Per socket: what the box sent, commands parsed. */
  readonly sent: (Uint8Array | Record<string, unknown>)[][] = [];
  /** Per socket: how the box's end closed. */
  readonly closes: number[] = [];
  readonly log: BoxLogEntry[] = [];
  readonly played: PlayedSound[] = [];
  /** The server takes no box any more. */
  isRefusing = false;
  /** Somebody speaks. Samples then count up, so that frames tell where they are from. */
  isVoiced = false;
  box!: SimulatedBox;
  dials = 0;
  #counted = 0;

  static async start(
    version: BoxVersion = '0.3.2',
    more: Partial<SimulatedBoxOptions> = {},
  ): Promise<BoxRig> {
    const rig = new BoxRig();
    rig.box = await createSimulatedBox({
      server: 'ws://host/ws/',
      id: '0123456789ab',
      version,
      clock: rig.clock,
      dial: createMemoryDial({
        onBox: (socket) => rig.#accept(socket),
        defer: (work) => void rig.clock.after(0, work),
      }),
      microphone: () => rig.#hear(),
      detectSpeech: loudIsSpeech,
      onLog: (entry) => rig.log.push(entry),
      onPlayed: (sound) => rig.played.push(sound),
      ...more,
    });
    rig.box.powerOn();
    rig.pass(1);
    return rig;
  }

  get server(): MemoryBoxSocket {
    return this.sockets.at(-1)!;
  }

  /** Of the socket that stands now. */
  get heard(): (Uint8Array | Record<string, unknown>)[] {
    return this.sent.at(-1)!;
  }

  get commands(): unknown[] {
    return this.heard.flatMap((one) => (one instanceof Uint8Array ? [] : [one['event']]));
  }

  /** Samples of each audio frame. */
  get frames(): number[] {
    return this.heard.flatMap((one) => (one instanceof Uint8Array ? [one.length / 2] : []));
  }

  get screen(): string {
    return this.log.findLast((entry) => entry.kind === 'state')?.screen ?? '';
  }

  received(event: string): BoxLogEntry[] {
    return this.log.filter((entry) => entry.kind === 'received' && entry.event === event);
  }

  get violations(): string[] {
    return this.box.summary.violations.map(({ code }) => code);
  }

  pass(ms: Millis): void {
    this.clock.advance(ms);
  }

  /** K0, and past the beep. */
  wake(): void {
    this.box.press('k0');
    this.pass(250);
  }

  speak(ms: Millis): void {
    this.isVoiced = true;
    this.pass(ms);
    this.isVoiced = false;
  }

  /** Exactly so many chunks of the box's microphone. */
  speakChunks(count: number): void {
    // To the middle between two of them.
    this.pass((48 - (this.clock.now() % 32)) % 32);
    this.isVoiced = true;
    this.pass(32 * count);
    this.isVoiced = false;
  }

  say(event: KnownServerEvent, encoding?: EventEncoding): void {
    this.sayTo(this.server, event, encoding);
  }

  sayTo(socket: MemoryBoxSocket, event: KnownServerEvent, encoding?: EventEncoding): void {
    socket.send(encodeServerEvent(event, encoding));
    this.pass(0);
  }

  /** A greeting, as a server sends it. @returns the file */
  greet(seed = 1): Uint8Array {
    const file = encodeWav(
      Float32Array.from({ length: 3000 }, (_, n) => Math.sin(n * seed) / 2),
      16_000,
    );
    this.say({ event: 'HelloStart' });
    for (let at = 0; at < file.length; at += 2048)
      this.say({ event: 'HelloChunk', data: file.subarray(at, at + 2048) });
    this.say({ event: 'HelloEnd' });
    return file;
  }

  /** K0, and on until the box has rebooted and dialled. */
  wakeToReboot(): void {
    this.box.press('k0');
    this.pass(4000);
  }

  /** A segment of so many chunks of 100 ms, one each `everyMs`. @returns how it was heard */
  paced(chunks: number, everyMs: Millis): PlayedSound {
    this.say({ event: 'StartAudio', text: 'paced' });
    for (let n = 0; n < chunks; n += 1) {
      this.pass(everyMs);
      this.say({ event: 'AudioChunki16', data: new Int16Array(1600).fill(n + 1), vowel: 2 });
    }
    this.say({ event: 'EndAudio' });
    this.pass(chunks * 100 + 50);
    return this.played.at(-1)!;
  }

  sayHex(hex: string): void {
    this.server.send(Uint8Array.from(hex.match(/[0-9a-f]{2}/g) ?? [], (digits) => parseInt(digits, 16)));
    this.pass(0);
  }

  /** Speaks, and is understood: the box waits for the answer. */
  ask(): void {
    this.speak(800);
    if (this.server.query.includes('stream_asr')) this.say({ event: 'EndVad' });
    else this.pass(1100);
  }

  #accept(socket: MemoryBoxSocket): boolean {
    this.dials += 1;
    if (this.isRefusing) return false;
    const number = this.sockets.push(socket) - 1;
    const heard: (Uint8Array | Record<string, unknown>)[] = [];
    this.sent.push(heard);
    socket.onFrame = (payload) =>
      heard.push(typeof payload === 'string' ? (JSON.parse(payload) as Record<string, unknown>) : payload);
    socket.onClose = (code) => (this.closes[number] = code);
    return true;
  }

  #hear(): Float32Array | null {
    if (!this.isVoiced) return null;
    return Float32Array.from({ length: frameSamples }, () => ((this.#counted++ % 32_000) + 1) / 32_768);
  }
}
