import { describe, expect, it } from 'vitest';
import { encodeServerEvent } from '../../core/echokit/encode-server-event.ts';
import type { ServerEvent } from '../../core/echokit/server-event.ts';
import { spansOf } from '../../core/trace/turn-trace.ts';
import type { TurnView } from '../conversation-api.ts';
import { ObservedTurns } from './observed-turns.ts';

class Watcher {
  readonly turns = new ObservedTurns(5);
  readonly seen = new Map<number, TurnView>();
  at = 1000;

  up(payload: string | Uint8Array): void {
    this.at += 100;
    this.turns.see('up', payload, this.at);
    this.#look();
  }

  down(...events: readonly ServerEvent[]): void {
    for (const event of events) {
      this.at += 100;
      this.turns.see('down', encodeServerEvent(event), this.at);
    }
    this.#look();
  }

  breakOff(): void {
    this.turns.breakOff(this.at);
    this.#look();
  }

  #look(): void {
    for (const turn of this.turns.takeChanged()) this.seen.set(turn.id, turn);
  }
}

const startChat = '{"event":"StartChat"}';
const chunk: ServerEvent = { event: 'AudioChunk', data: Uint8Array.of(1, 2) };

describe('turns of a box that somebody else answers', () => {
  it('are told from its frames', () => {
    const watcher = new Watcher();
    watcher.up(startChat);
    watcher.up(new Uint8Array(1024));
    watcher.down({ event: 'ASR', text: 'Hel' });
    expect(watcher.seen.get(5)).toMatchObject({ status: 'open', user: { text: 'Hel', partial: true } });
    watcher.down({ event: 'EndVad' }, { event: 'ASR', text: 'Hello.' });
    expect(watcher.seen.get(5)).toMatchObject({
      status: 'thinking',
      user: { text: 'Hello.', partial: false },
    });
    watcher.down({ event: 'StartAudio', text: 'Hi.' }, chunk, { event: 'EndAudio' });
    watcher.down({ event: 'StartAudio', text: 'How are you?' }, chunk, { event: 'EndAudio' });
    expect(watcher.seen.get(5)).toMatchObject({ status: 'speaking', reply: { complete: false } });
    watcher.down({ event: 'EndResponse' });
    const turn = watcher.seen.get(5)!;
    expect(turn).toMatchObject({ status: 'done', reply: { text: 'Hi. How are you?', complete: true } });
    expect(turn.reply.pieces.map(({ start, end }) => turn.reply.text.slice(start, end))).toEqual([
      'Hi.',
      'How are you?',
    ]);
    const { hardEnd, asrDone, firstPiece, firstSample, replyEnded } = turn.trace;
    const instants = [hardEnd, asrDone, firstPiece, firstSample, replyEnded];
    expect(instants).toEqual([...instants].sort((a, b) => a! - b!));
    expect(spansOf(turn.trace).every(({ start, end }) => end > start)).toBe(true);
    expect(watcher.turns.nextTurn).toBe(6);
  });

  it('begin with text, too, and end with Submit where the box says so', () => {
    const watcher = new Watcher();
    watcher.up('{"event":"Text","input":"Typed."}');
    expect(watcher.seen.get(5)).toMatchObject({ source: 'text', user: { text: 'Typed.' } });
    watcher.down({ event: 'EndResponse' });
    expect(watcher.seen.get(5)?.status).toBe('dropped');
    watcher.up(startChat);
    watcher.up('{"event":"Submit"}');
    expect(watcher.seen.get(6)).toMatchObject({ source: 'voice', status: 'thinking' });
  });

  it('are broken off with the socket, and by another StartChat', () => {
    const watcher = new Watcher();
    watcher.up(startChat);
    watcher.up(startChat);
    expect(watcher.seen.get(5)?.status).toBe('cancelled');
    watcher.down({ event: 'EndVad' }, { event: 'StartAudio', text: 'Hi.' });
    watcher.breakOff();
    expect(watcher.seen.get(6)?.status).toBe('interrupted');
    watcher.breakOff();
    watcher.down({ event: 'EndResponse' });
    expect(watcher.seen.size).toBe(2);
  });

  it('make nothing of what cannot be read', () => {
    const watcher = new Watcher();
    watcher.up('no json');
    watcher.turns.see('down', Uint8Array.of(0xc1), 1);
    watcher.turns.see('down', 'text', 1);
    expect(watcher.turns.takeChanged()).toEqual([]);
  });
});
