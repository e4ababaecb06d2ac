import { describe, expect, it } from 'vitest';
import { retryMs } from './session-limits.ts';
import { World } from './world.testing.ts';

const asr = (text: string) => ({ event: 'ASR', text }) as const;
const server = { turnEnd: 'server' } as const;

/** Up to the middle of an answer that is being heard. */
function answering(world = new World(server).begun()): World {
  world.utter();
  world.says('EndVad', asr('hello'));
  world.speaks('One.');
  const [reply] = [...world.replies.keys()];
  world.tell({ type: 'reply-audible', reply: reply! });
  return world;
}

describe('voice over an answer', () => {
  it('[B15] [B29] ducks, pauses, and takes the floor by a new socket with all that was said', () => {
    const world = answering();
    world.frames(3, 'silence');
    const types = (from: number) => world.effects.slice(from).map(({ type }) => type);
    let from = world.effects.length;
    world.frame('voice', true);
    expect(types(from)).toEqual(['duck-reply']);
    const { lastOnset } = world;
    from = world.effects.length;
    world.frames(7, 'voice');
    expect(types(from)).toEqual(['pause-reply']);
    from = world.effects.length;
    world.frames(11, 'voice');
    expect(types(from)).toContain('stop-reply');
    expect(world.turns.get(1)).toBe('interrupted');
    expect(world.dialled.at(-1)).toMatchObject({ reconnect: true });
    world.frames(4, 'voice');
    world.open();
    expect(world.commands().slice(1)).toEqual(['StartChat']);
    expect(world.uplink).toEqual({ start: lastOnset - 4608, end: world.state.heard });
    world.tell({ type: 'playback-stopped', reply: 1, heard: 2.5 });
    expect(world.heard.get(1)).toBe(2);
    // The former socket's late frames are nobody's.
    world.tell({ type: 'said', link: 1, said: { event: 'StartAudio', text: 'Two.' } });
    expect(world.state.floor.phase).toBe('user-speaking');
  });

  it('[B15] of an answer that is complete too, and of a greeting without a new socket', () => {
    const world = answering();
    world.says('EndResponse');
    world.frames(25, 'voice');
    expect(world.dialled).toHaveLength(2);
    const greeted = new World(server).begun();
    greeted.says('HelloStart', { event: 'HelloChunk', data: new Uint8Array(2048) }, 'HelloEnd');
    greeted.frames(25, 'voice');
    expect(greeted.turns.get(1)).toBe('interrupted');
    expect(greeted.dialled).toHaveLength(1);
    expect(greeted.commands()).toEqual(['StartChat']);
  });

  it('[B16] a cough leaves it whole', () => {
    const world = answering();
    world.frames(10, 'voice');
    const from = world.effects.length;
    world.frames(15, 'silence');
    expect(world.effects.slice(from).map(({ type }) => type)).toEqual([
      'end-segment',
      'restore-reply',
      'resume-reply',
    ]);
    world.says('EndResponse');
    world.drain();
    expect(world.turns.get(1)).toBe('done');
    expect(world.dialled).toHaveLength(1);
  });

  it('[B15] before it is heard cancels the turn', () => {
    const world = new World(server).begun();
    world.utter();
    world.says('EndVad', asr('hello'));
    world.frames(19, 'voice');
    expect([...world.turns.values()]).toEqual(['cancelled', 'open']);
    expect(world.dialled).toHaveLength(2);
  });

  it('[B18] Esc asks for silence, and the server for a new socket only while it is busy', () => {
    const world = answering();
    world.tell({ type: 'interrupt' });
    expect(world.turns.get(1)).toBe('interrupted');
    expect(world.dialled).toHaveLength(2);
    const over = answering();
    over.says('EndResponse');
    over.tell({ type: 'interrupt' });
    expect(over.dialled).toHaveLength(1);
  });
});

describe('a line that breaks', () => {
  it('[B21] while one speaks: the utterance is said again by the next line', () => {
    const world = new World(server).begun();
    world.frames(10, 'voice');
    const start = world.uplink?.start;
    world.lose();
    expect(world.notices).toEqual(['line-lost']);
    world.frames(20, 'voice');
    expect(world.dialled.at(-1)).toMatchObject({ reconnect: true });
    world.open();
    expect(world.notices).toContain('reconnected');
    expect(world.commands()).toEqual(['StartChat', 'StartChat']);
    expect(world.uplink).toEqual({ start, end: world.state.heard });
    expect([...world.turns]).toEqual([[1, 'open']]);
  });

  it('[B21] before the answer fails the turn, which can be sent again', () => {
    const world = new World(server).begun();
    world.utter();
    world.says('EndVad', asr('hello'));
    world.lose();
    expect(world.failures.get(1)).toBe('line-lost');
    world.tell({ type: 'retry', turn: 1 });
    world.open();
    expect(world.sent.at(-1)?.command).toEqual({ event: 'Text', input: 'hello' });
  });

  it('[B21] in the middle of the answer: what came is played', () => {
    const world = answering();
    world.lose();
    expect(world.notices).toEqual(['cut-off', 'line-lost']);
    world.drain();
    expect(world.turns.get(1)).toBe('done');
  });

  it('[B22] is dialled again more and more slowly, then the person is asked', () => {
    const world = new World(server);
    world.begin();
    const waited: number[] = [];
    for (const _ of retryMs) {
      world.lose();
      expect(world.state.link.phase).toBe('waiting');
      const from = world.now;
      const due = world.waits.get('retry')!;
      waited.push(due - from);
      world.pass(due - from);
      expect(world.state.link.phase).toBe('dialling');
    }
    expect(waited).toEqual(retryMs);
    world.pass(10_000);
    expect(world.state.link.phase).toBe('asking');
    expect(world.notices).toEqual(['gave-up']);
    expect(world.effects.filter(({ type }) => type === 'explain')).toHaveLength(2);
    world.frames(30, 'voice');
    world.frames(30, 'silence');
    expect(world.notices).toEqual(['gave-up', 'not-connected']);
    expect(world.turns.size).toBe(0);
    world.tell({ type: 'reconnect' });
    world.open();
    expect(world.dialled.at(-1)).toMatchObject({ reconnect: false });
  });

  it('[B22] no hope: nobody waits for it', () => {
    const world = new World(server);
    world.begin();
    world.tell({ type: 'text-submitted', text: 'Hi' });
    world.lose();
    world.tell({ type: 'hopeless', link: 1 });
    expect(world.state.link.phase).toBe('asking');
    expect(world.failures.get(1)).toBe('no-line');
  });

  it('[B23] another client takes the conversation: fetched back once, then the person is asked', () => {
    const world = new World(server).begun();
    world.says('EndResponse');
    world.lose();
    expect(world.notices).toEqual(['evicted']);
    world.pass(1000);
    world.open();
    world.says('EndResponse');
    world.lose();
    expect(world.notices).toEqual(['evicted', 'evicted-again']);
    expect(world.state.link.phase).toBe('asking');
    world.pass(60_000);
    expect(world.dialled).toHaveLength(2);
  });

  it('[B23] only right after it, without a Close frame, and where no turn had to end', () => {
    const late = new World(server).begun();
    late.says('EndResponse');
    late.pass(1001);
    late.lose();
    expect(late.notices).toEqual(['line-lost']);
    const closed = new World(server).begun();
    closed.says('EndResponse');
    closed.lose(1001);
    expect(closed.notices).toEqual(['line-lost']);
    const usual = answering();
    usual.says('EndResponse');
    usual.lose();
    expect(usual.notices).toEqual(['line-lost']);
    const inTheMiddle = new World(server).begun();
    inTheMiddle.frames(10, 'voice');
    inTheMiddle.says('EndResponse');
    inTheMiddle.lose();
    expect(inTheMiddle.notices).toEqual(['evicted']);
    // What is being said is not lost.
    inTheMiddle.pass(1000);
    inTheMiddle.open();
    expect(inTheMiddle.commands()).toEqual(['StartChat', 'StartChat']);
  });
});

describe('what a server may also say', () => {
  it('[B24] a greeting, once, and only if it is wanted', () => {
    const hello = ['HelloStart', { event: 'HelloChunk', data: new Uint8Array(9) }, 'HelloEnd'] as const;
    const world = new World(server).begun();
    world.says(...hello);
    expect(world.turns.get(1)).toBe('open');
    world.drain();
    expect(world.turns.get(1)).toBe('done');
    world.says(...hello);
    expect(world.turns.size).toBe(1);
    const quiet = new World(server).begun({ greet: false });
    quiet.says(...hello);
    expect(quiet.turns.size).toBe(0);
    expect(new World(server).begun({ resumed: true }).dialled[0]?.reconnect).toBe(true);
  });

  it('[B25] choices wait as long as it takes, and take no other answer', () => {
    const world = new World(server).begun();
    world.utter();
    world.says('EndVad', asr('do it'), { event: 'Choices', message: 'do it', items: ['Confirm', 'Cancel'] });
    expect(world.choices).toMatchObject({ turn: 1, message: 'do it', items: ['Confirm', 'Cancel'] });
    world.pass(60_000);
    world.frames(40, 'voice');
    world.tell({ type: 'text-submitted', text: 'yes' });
    expect(world.notices).toEqual(['choose-first']);
    world.tell({ type: 'selected', index: 2 });
    expect(world.choices).not.toBeNull();
    world.tell({ type: 'selected', index: 1 });
    expect(world.sent.at(-1)?.command).toEqual({ event: 'Select', index: 1 });
    expect(world.choices).toBeNull();
    world.says({ event: 'Action', action: 'Input cancelled' }, 'EndResponse');
    expect(world.turns.get(1)).toBe('done');
  });

  it('[B2] [B25] text that is shown, a status, a name nobody knows', () => {
    const world = new World(server).begun();
    const from = world.effects.length;
    world.says(
      { event: 'DisplayText', text: 'Thinking' },
      { event: 'Action', action: 'ByeBye' },
      { event: 'Sing', unknown: true, payload: null },
    );
    expect(world.effects.slice(from)).toEqual([
      { type: 'display-text', turn: null, text: 'Thinking' },
      { type: 'show-action', text: 'ByeBye' },
      { type: 'note-unknown', name: 'Sing' },
    ]);
  });

  it('[B26] a further answer waits until the one before was heard', () => {
    const world = answering();
    world.says('EndResponse');
    world.speaks('Two.');
    world.says('EndResponse');
    expect(world.turns.size).toBe(1);
    world.drain();
    expect([...world.turns]).toEqual([
      [1, 'done'],
      [2, 'open'],
    ]);
    world.drain();
    expect(world.turns.get(2)).toBe('done');
  });
});

describe('typed words and recordings', () => {
  it('[B18] a text is sent at once, or by the next line; what went on is over', () => {
    const world = new World(server).begun();
    world.tell({ type: 'text-submitted', text: 'Hello' });
    expect(world.sent.map(({ command }) => command)).toEqual([{ event: 'Text', input: 'Hello' }]);
    world.tell({ type: 'text-submitted', text: 'No, wait' });
    expect(world.turns.get(1)).toBe('cancelled');
    world.open();
    expect(world.sent.at(-1)?.command).toEqual({ event: 'Text', input: 'No, wait' });
    world.frames(19, 'voice');
    expect(world.turns.get(2)).toBe('cancelled');
  });

  it('[B27] a recording is all sound, without a word', () => {
    const world = new World({ record: true }).begun();
    expect(world.dialled[0]).toMatchObject({ record: true, streamAsr: false });
    const from = world.effects.length;
    world.frames(5, 'silence');
    world.frames(40, 'voice');
    const audio = world.effects.slice(from);
    expect(audio.every(({ type }) => type === 'send-audio')).toBe(true);
    expect(audio).toHaveLength(45);
    world.tell({ type: 'mute', muted: true });
    world.frames(5, 'voice');
    expect(world.effects.slice(from)).toHaveLength(45);
    world.tell({ type: 'text-submitted', text: 'Hi' });
    expect(world.notices).toEqual(['recording-only']);
    expect(world.sent).toEqual([]);
  });

  it('[B28] another server begins anew; other settings of the same go on', () => {
    const world = answering();
    world.tell({ type: 'configure', settings: { ...world.state.settings, opus: true }, sameServer: true });
    expect(world.turns.get(1)).toBe('interrupted');
    expect(world.dialled.at(-1)).toMatchObject({ reconnect: true, opus: true, vowel: true });
    world.tell({ type: 'configure', settings: world.state.settings, sameServer: false });
    expect(world.dialled.at(-1)).toMatchObject({ reconnect: false });
  });

  it('[B20] the end closes everything', () => {
    const world = answering();
    world.tell({ type: 'end' });
    expect(world.turns.get(1)).toBe('interrupted');
    expect(world.connected).toBeNull();
    expect([...world.waits]).toEqual([]);
    world.frames(40, 'voice');
    expect(world.turns.size).toBe(1);
  });
});
