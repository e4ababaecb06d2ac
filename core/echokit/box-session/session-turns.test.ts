import { describe, expect, it } from 'vitest';
import { probeSilence } from './session-limits.ts';
import { World } from './world.testing.ts';

const asr = (text: string) => ({ event: 'ASR', text }) as const;

describe('a turn whose end the server finds', () => {
  it('[B2] [B3] [B6] [B8] streams from the voice on, silence too, until EndVad', () => {
    const world = new World({ turnEnd: 'server' }).begun();
    expect(world.dialled).toEqual([
      { reconnect: false, opus: false, vowel: false, streamAsr: true, record: false },
    ]);
    world.frames(30, 'silence');
    expect(world.sent).toEqual([]);
    world.frames(10, 'voice');
    expect(world.commands()).toEqual(['StartChat']);
    // 0.29 s of pre-roll.
    expect(world.uplink?.start).toBe(world.lastOnset - 4608);
    world.says(asr('hel'));
    expect(world.words.get(1)).toMatchObject({ text: 'hel', final: false });
    world.frames(20, 'silence');
    expect(world.uplink?.end).toBe(world.state.heard);
    world.says('EndVad');
    world.frames(10, 'silence');
    expect(world.uplink?.end).toBe(world.state.heard - 10 * 512);
    world.says(asr('hello'));
    expect(world.words.get(1)).toMatchObject({ text: 'hello', final: true });
    world.speaks('Hi.');
    world.speaks('How are you?');
    world.says('EndResponse');
    expect(world.turns.get(1)).toBe('open');
    world.drain();
    expect(world.turns.get(1)).toBe('done');
    expect(world.heard.get(1)).toBe('Hi. How are you?'.length);
    expect(world.commands()).toEqual(['StartChat']);
    expect(world.waits.has('answer')).toBe(false);
  });

  it('[B8] goes on being one turn when the voice returns before EndVad', () => {
    const world = new World({ turnEnd: 'server' }).begun();
    world.utter();
    expect(world.waits.has('end')).toBe(true);
    world.frames(5, 'voice');
    expect(world.waits.has('end')).toBe(false);
    world.says('EndVad', asr('one two'));
    expect([...world.turns]).toEqual([[1, 'open']]);
    expect(world.commands()).toEqual(['StartChat']);
  });

  it.each([
    ['is still speaking', 20, 0],
    ['has spoken and fallen silent', 25, 30],
  ])(
    '[B8] [B15] words between the end and EndVad, after a long pause, are a turn of their own: one %s',
    (_, voice, quiet) => {
      const world = new World({ turnEnd: 'server' }).begun();
      world.frames(20, 'voice');
      world.frames(30, 'silence');
      const again = world.state.heard;
      world.frames(voice, 'voice');
      world.frames(quiet, 'silence');
      // The server was busy with its recogniser: it has heard nothing of them.
      world.says('EndVad', asr('one'));
      world.frame(quiet > 0 ? 'silence' : 'voice');
      expect([...world.turns.values()]).toEqual(['cancelled', 'open']);
      world.frames(30, 'silence');
      world.open();
      expect(world.uplink?.start).toBe(again - 4608);
      expect(world.commands()).toEqual(['StartChat', 'StartChat']);
      world.says('EndVad', asr('two'));
      expect(world.words.get(2)).toMatchObject({ text: 'two', final: true });
    },
  );

  it('[B8] [B30] after a pause that ends no turn by our measure, the turn goes on without it', () => {
    const world = new World({ turnEnd: 'server' }).begun();
    world.frames(20, 'voice');
    const { start } = world.uplink!;
    const fell = world.state.heard;
    world.frames(24, 'silence');
    const rose = world.state.heard;
    world.frames(10, 'voice');
    world.says('EndVad', asr('one'));
    world.frames(10, 'voice');
    expect([...world.turns.values()]).toEqual(['open']);
    expect(world.words.get(1)).toMatchObject({ text: 'one', final: false });
    expect(world.dialled).toHaveLength(2);
    world.open();
    expect(world.spans).toEqual([
      { start, end: fell + 2304 },
      { start: rose - 2304, end: world.state.heard },
    ]);
    world.frames(20, 'silence');
    world.says('EndVad', asr('one two'));
    expect(world.words.get(1)).toMatchObject({ text: 'one two', final: true });
    world.speaks('Hi.');
    world.says('EndResponse');
    world.drain();
    expect([...world.turns]).toEqual([[1, 'done']]);
  });

  it('[B30] also where EndVad comes before the voice', () => {
    const world = new World({ turnEnd: 'server' }).begun();
    world.frames(20, 'voice');
    const { start } = world.uplink!;
    const fell = world.state.heard;
    world.frames(18, 'silence');
    world.says('EndVad', asr('one'));
    world.frames(4, 'silence');
    const rose = world.state.heard;
    world.frames(19, 'voice');
    expect([...world.turns.values()]).toEqual(['open']);
    world.open();
    expect(world.spans).toEqual([
      { start, end: fell + 2304 },
      { start: rose - 2304, end: world.state.heard },
    ]);
    // Silence that ends it by our measure: what comes then is another turn.
    world.says('EndVad', asr('one two'));
    world.frames(30, 'silence');
    world.frames(19, 'voice');
    expect([...world.turns.values()]).toEqual(['cancelled', 'open']);
  });

  it('[B8] [B16] a cough between the end and EndVad is nothing', () => {
    const world = new World({ turnEnd: 'server' }).begun();
    world.frames(20, 'voice');
    world.frames(24, 'silence');
    world.frames(6, 'voice');
    world.says('EndVad', asr('one'));
    world.frames(40, 'silence');
    expect([...world.turns.values()]).toEqual(['open']);
    world.frames(15, 'voice');
    expect([...world.turns.values()]).toEqual(['open']);
    world.frames(10, 'voice');
    expect([...world.turns.values()]).toEqual(['cancelled', 'open']);
  });

  it('[B9] [B19] is helped to end when it does not notice, and fails if that does not help', () => {
    const world = new World({ turnEnd: 'server' }).begun();
    world.utter();
    world.frames(100, 'silence');
    expect(world.silenceSent).toBe(32 * 512);
    expect(world.state.floor.phase).toBe('awaiting-reply');
    world.pass(15_000);
    expect(world.failures.get(1)).toBe('no-end');
    // It may be dead to this socket.
    expect(world.dialled.at(-1)).toMatchObject({ reconnect: true });
  });

  it('[B17] nothing understood drops the turn, words without an answer fail it', () => {
    const world = new World({ turnEnd: 'server' }).begun();
    world.utter(4);
    world.says('EndVad', 'EndResponse');
    expect(world.turns.get(1)).toBe('dropped');
    world.utter();
    world.says('EndVad', asr('hello'), 'EndResponse');
    expect(world.failures.get(2)).toBe('empty-answer');
    world.utter();
    world.says('EndVad', asr('(noise)'), 'EndResponse');
    expect(world.turns.get(3)).toBe('dropped');
  });

  it('[B17] text without a voice fails the turn, and stays as read', () => {
    const world = new World({ turnEnd: 'server' }).begun();
    world.utter();
    world.says('EndVad', asr('hello'), { event: 'StartAudio', text: 'Hi.' }, 'EndAudio', 'EndResponse');
    expect(world.failures.get(1)).toBe('no-voice');
    expect(world.heard.get(1)).toBe(3);
  });

  it('[B19] no answer fails the turn; sent again, a new socket interrupts the server', () => {
    const world = new World({ turnEnd: 'server', answerMs: 5000 }).begun();
    world.utter();
    world.says('EndVad', asr('hello'));
    world.pass(4999);
    expect(world.turns.get(1)).toBe('open');
    world.pass(1);
    expect(world.failures.get(1)).toBe('no-answer');
    expect(world.dialled).toHaveLength(1);
    world.tell({ type: 'retry', turn: 1 });
    expect(world.dialled).toHaveLength(2);
    world.open();
    // What was understood is not said again, but sent.
    expect(world.sent.at(-1)?.command).toEqual({ event: 'Text', input: 'hello' });
    world.says(asr('hello'));
    world.speaks('Hi.');
    world.says('EndResponse');
    world.drain();
    expect(world.turns.get(1)).toBe('done');
  });

  it('[B19] an answer that comes after all is heard', () => {
    const world = new World({ turnEnd: 'submit', answerMs: 5000 }).begun();
    world.utter();
    world.pass(60_000);
    expect(world.failures.get(1)).toBe('no-answer');
    world.says(asr('hello'));
    expect(world.turns.get(1)).toBe('open');
    expect(world.words.get(1)).toMatchObject({ text: 'hello', final: true });
    world.speaks('Hi.');
    world.says('EndResponse');
    world.drain();
    expect(world.turns.get(1)).toBe('done');
    expect(world.state.failed).toEqual([]);
    expect(world.state.inTrouble).toBe(false);
  });

  it('[B19] but not over what was said since', () => {
    const world = new World({ turnEnd: 'server', answerMs: 5000 }).begun();
    world.utter();
    world.says('EndVad', asr('hello'));
    world.pass(5000);
    world.utter();
    expect(world.dialled).toHaveLength(2);
    world.tell({ type: 'said', link: 1, said: { event: 'StartAudio', text: 'late' } });
    expect([...world.turns.values()]).toEqual(['failed', 'open']);
  });
});

describe('a turn whose end we find', () => {
  it('[B4] [B10] sends Submit after our own hard end', () => {
    const world = new World({ turnEnd: 'submit' }).begun();
    expect(world.dialled[0]?.streamAsr).toBe(false);
    world.utter();
    expect(world.commands()).toEqual(['StartChat', 'Submit']);
    world.says(asr('hello'));
    expect(world.words.get(1)).toMatchObject({ text: 'hello', final: true });
    world.speaks('Hi.');
    world.says('EndResponse');
    world.drain();
    expect(world.turns.get(1)).toBe('done');
  });

  it('[B11] with the key held, whatever the silence', () => {
    const world = new World({ turnEnd: 'submit' }).begun();
    world.frames(3, 'silence');
    world.tell({ type: 'talk-pressed' });
    world.frames(10, 'voice');
    world.frames(60, 'silence');
    expect(world.commands()).toEqual(['StartChat']);
    world.tell({ type: 'talk-released' });
    expect(world.commands()).toEqual(['StartChat']);
    world.frame('silence');
    expect(world.commands()).toEqual(['StartChat', 'Submit']);
  });

  it('[B11] push-to-talk never needs the server to find the end', () => {
    const rules = { ...new World().state.settings.rules, pushToTalk: true };
    const world = new World({ turnEnd: 'server', rules }).begun();
    expect(world.dialled[0]?.streamAsr).toBe(false);
    world.utter();
    expect(world.sent).toEqual([]);
    world.tell({ type: 'talk-pressed' });
    world.frames(5, 'voice');
    world.tell({ type: 'talk-released' });
    world.frame('silence');
    expect(world.commands()).toEqual(['StartChat', 'Submit']);
  });

  it('[B11] a key held without a word tells a server that finds the ends nothing', () => {
    const world = new World({ turnEnd: 'server' }).begun();
    world.tell({ type: 'talk-pressed' });
    world.frames(40, 'silence');
    world.tell({ type: 'talk-released' });
    world.frame('silence');
    expect(world.sent).toEqual([]);
    expect(world.turns.get(1)).toBe('dropped');
  });
});

describe('a server of which nobody knows who finds the ends', () => {
  it('[B12] [B13] is asked with silence, never with Submit, and the utterance is not lost', () => {
    const world = new World().begun();
    world.utter();
    const said = world.uplink;
    world.frames(95, 'silence');
    // Three seconds without EndVad: a new socket, silence alone.
    expect(world.dialled).toHaveLength(2);
    expect(world.dialled[1]).toMatchObject({ reconnect: true, streamAsr: true });
    world.open();
    expect(world.silenceSent).toBe(probeSilence);
    expect(world.commands()).toEqual(['StartChat', 'StartChat']);
    world.pass(4000);
    expect(world.learned).toBe('submit');
    expect(world.notices).toContain('ends-by-submit');
    expect(world.dialled[2]).toMatchObject({ reconnect: true, streamAsr: false });
    world.open();
    expect(world.commands().slice(2)).toEqual(['StartChat', 'Submit']);
    expect(world.uplink?.start).toBe(said?.start);
    world.says(asr('hello'));
    world.speaks('Hi.');
    world.says('EndResponse');
    world.drain();
    expect(world.turns.get(1)).toBe('done');
  });

  it('[B12] [B13] finds the ends after all', () => {
    const world = new World().begun();
    world.utter();
    world.frames(95, 'silence');
    world.open();
    world.says('EndVad');
    expect(world.learned).toBe('server');
    world.says('EndResponse');
    expect(world.dialled).toHaveLength(2);
    expect(world.commands().slice(2)).toEqual(['StartChat']);
    // The utterance and enough silence behind it.
    expect(world.silenceSent).toBe(32 * 512);
    world.says('EndVad', asr('hello'));
    expect(world.words.get(1)).toMatchObject({ text: 'hello', final: true });
    expect(world.turns.get(1)).toBe('open');
  });

  it('[B12] is known by its first EndVad', () => {
    const world = new World().begun();
    world.utter();
    world.says('EndVad');
    expect(world.learned).toBe('server');
    expect(world.state.isSure).toBe(true);
  });

  it('[B14] answers without EndVad, as Gemini does: Submit from the next turn on', () => {
    const world = new World().begun();
    world.frames(10, 'voice');
    world.says({ event: 'AudioChunk', data: new Uint8Array(640) }, { event: 'StartAudio', text: 'Yes' });
    expect(world.notices).toEqual(['no-end-vad', 'ends-by-submit']);
    world.says({ event: 'StartAudio', text: 'Yes, sure.' }, { event: 'AudioChunk', data: new Uint8Array(4) });
    world.says('EndAudio', 'EndResponse');
    expect([...world.replies.values()][0]).toMatchObject({ texts: ['Yes, sure.'], chunks: 2, ended: true });
    world.drain();
    expect(world.turns.get(1)).toBe('done');
    world.frames(30, 'silence');
    world.frames(10, 'voice');
    expect(world.dialled.at(-1)).toMatchObject({ reconnect: true, streamAsr: false });
    world.open();
    world.frames(25, 'silence');
    expect(world.commands().slice(-2)).toEqual(['StartChat', 'Submit']);
  });

  it('[B14] ends a turn without EndVad: the utterance goes on by Submit', () => {
    const world = new World().begun();
    world.frames(10, 'voice');
    world.says(asr(''), 'EndResponse');
    world.frames(40, 'voice');
    expect(world.learned).toBe('submit');
    world.open();
    expect(world.uplink?.start).toBe(Math.max(0, world.lastOnset - 4608));
    world.frames(25, 'silence');
    expect(world.commands()).toEqual(['StartChat', 'StartChat', 'Submit']);
  });
});
