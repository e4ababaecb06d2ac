import { describe, expect, it } from 'vitest';
import { defaultTurnSettings } from '../../profile/profile.ts';
import { SessionWorld, pieceOf, streaming, submitting, words } from './session.testing.ts';

function connected(query = streaming, settings: Partial<typeof defaultTurnSettings> = {}): SessionWorld {
  const world = new SessionWorld(settings);
  world.open(query);
  world.clear();
  return world;
}

/** A turn that is being answered. */
function answering(query = streaming): SessionWorld {
  const world = connected(query);
  world.utterance();
  if (query === submitting) world.command({ event: 'Submit' });
  world.transcribe(words('Hello.'));
  return world;
}

describe('a socket', () => {
  it('[S1] without reconnect forgets the history and greets; with it, neither', () => {
    const world = new SessionWorld();
    world.open(streaming);
    expect(world.last.map(({ type }) => type)).toEqual(['reset-history', 'greet']);
    world.open(`reconnect=true&${streaming}`);
    expect(world.last).toEqual([]);
  });

  it('[S2] of a recording is never answered', () => {
    const world = connected('record=true');
    world.command({ event: 'StartChat' });
    world.tell({ type: 'sound', socket: world.socket });
    world.command({ event: 'Text', input: 'Hello.' });
    world.tell({ type: 'text-submitted', text: 'Hello.' });
    expect(world.effects).toEqual([]);
  });

  it('[S3] that is not the newest matches nothing', () => {
    const world = connected();
    world.open(`reconnect=true&${streaming}`);
    world.tell({ type: 'command', socket: 1, command: { event: 'StartChat' } });
    world.tell({ type: 'socket-closed', socket: 1 });
    expect(world.state).toMatchObject({ line: { socket: 2 }, phase: { kind: 'quiet' } });
  });

  it('[S4] with reconnect interrupts what runs, and cuts the history to what was played', () => {
    const world = answering();
    world.piece(0, 2000);
    world.piece(1, 4000);
    const attempt = world.replyAttempt;
    world.at += 3500;
    world.open(`reconnect=true&${streaming}`);
    expect(world.of('cancel').map((cancel) => cancel.attempt)).toContain(attempt);
    expect(world.of('set-heard').at(-1)?.pieces).toEqual([
      { index: 0, playedMs: 2000, totalMs: 2000 },
      { index: 1, playedMs: 1000, totalMs: 4000 },
    ]);
    expect(world.of('close-turn').at(-1)).toMatchObject({ turn: 1, outcome: 'interrupted' });
    expect(world.of('reset-history')).toEqual([]);
    world.clear();
    world.tell({ type: 'piece-ready', attempt, piece: pieceOf(2, 500) });
    world.endReply(attempt);
    expect(world.effects).toEqual([]);
  });

  it('[S4] cuts an answer that was sent completely and not played yet', () => {
    const world = answering();
    world.piece(0, 10_000);
    world.endReply();
    expect(world.of('close-turn').at(-1)?.outcome).toBe('done');
    world.at += 4500;
    world.open(`reconnect=true&${streaming}`);
    expect(world.of('set-heard').at(-1)?.pieces).toEqual([{ index: 0, playedMs: 4000, totalMs: 10_000 }]);
    expect(world.of('close-turn').at(-1)?.outcome).toBe('interrupted');
  });

  it('[S4] leaves an answer alone that was played to its end', () => {
    const world = answering();
    world.piece(0, 2000);
    world.endReply();
    world.at += 2001;
    world.clear();
    world.open(`reconnect=true&${streaming}`);
    expect(world.effects).toEqual([]);
  });

  it('[S5] that closes cancels the work and keeps the history', () => {
    const world = connected();
    world.utterance();
    world.tell({ type: 'socket-closed', socket: world.socket });
    expect(world.of('cancel')).toHaveLength(1);
    expect(world.of('close-turn').at(-1)?.outcome).toBe('cancelled');
    expect(world.of('reset-history')).toEqual([]);
    world.clear();
    world.transcribe(words('Hello.'), 1);
    expect(world.effects).toEqual([]);
  });

  it('[S6] that was served before goes on: what is owed is ended, an utterance is heard on', () => {
    const world = new SessionWorld();
    world.tell({ type: 'socket-resumed', socket: 7, query: streaming, was: 'owed' });
    expect(world.sentNames).toEqual(['EndResponse']);
    world.tell({ type: 'socket-resumed', socket: 7, query: streaming, was: 'hearing' });
    expect(world.state.phase.kind).toBe('hearing');
    world.clear();
    world.tell({ type: 'socket-resumed', socket: 7, query: streaming, was: 'quiet' });
    expect(world.sentNames).toEqual([]);
  });
});

describe('an utterance', () => {
  it('[S10] of a streaming box ends with its silence: EndVad, the words, the answer, EndResponse', () => {
    const world = connected();
    world.utterance();
    expect(world.sentNames).toEqual(['EndVad']);
    world.transcribe(words('Hello.'));
    world.piece(0);
    world.piece(1);
    world.endReply();
    expect(world.sentNames).toEqual([
      'EndVad',
      'ASR Hello.',
      ...['StartAudio', 'AudioChunk', 'EndAudio', 'StartAudio', 'AudioChunk', 'EndAudio'],
      'EndResponse',
    ]);
    expect(world.of('close-turn')).toEqual([{ type: 'close-turn', turn: 1, outcome: 'done' }]);
  });

  it('[S11] of an old box ends with Submit, and EndVad is never sent', () => {
    const world = answering(submitting);
    world.piece(0);
    world.endReply();
    expect(world.sentNames).toEqual(['ASR Hello.', 'StartAudio', 'AudioChunk', 'EndAudio', 'EndResponse']);
  });

  it('[S11] of an old box goes on over silences, and needs no StartChat', () => {
    const world = connected(submitting);
    world.tell({ type: 'sound', socket: world.socket });
    expect(world.state.phase.kind).toBe('hearing');
    world.speech(500);
    world.hardEnd();
    world.quiet(4000);
    world.speech(500);
    expect(world.sentNames).toEqual([]);
    world.command({ event: 'Submit' });
    const { span } = world.recognitions.at(-1)!;
    expect(span).toEqual({ start: 0, end: world.state.heard });
    expect(world.state.phase.kind).toBe('recognising');
  });

  it('[S12] begins with StartChat for a streaming box; sound before it counts for nothing', () => {
    const world = connected();
    world.tell({ type: 'sound', socket: world.socket });
    expect(world.state.phase.kind).toBe('quiet');
    world.command({ event: 'StartChat' });
    expect(world.last).toEqual([{ type: 'begin-hearing', from: 0 }]);
  });

  it('[S13] is recognised ahead in a pause, and its words are shown', () => {
    const world = connected();
    world.command({ event: 'StartChat' });
    world.speech(1000);
    world.pause(96);
    expect(world.recognitions).toHaveLength(1);
    world.transcribe(words('Hello'));
    expect(world.sentNames).toEqual(['ASR Hello']);
    world.hardEnd();
    expect(world.recognitions).toHaveLength(1);
    expect(world.sentNames).toEqual(['ASR Hello', 'EndVad', 'ASR Hello']);
    expect(world.of('begin-reply')).toMatchObject([{ text: 'Hello' }]);
  });

  it('[S13] is recognised anew when speech goes on', () => {
    const world = connected();
    world.command({ event: 'StartChat' });
    world.speech(1000);
    world.pause(96);
    world.speech(500);
    world.hardEnd();
    const [first, second] = world.recognitions;
    expect(world.of('cancel')).toEqual([{ type: 'cancel', attempt: first!.attempt }]);
    expect(second!.span.end).toBeGreaterThan(first!.span.end);
    world.transcribe(words('Too early.'), first!.attempt);
    expect(world.of('begin-reply')).toEqual([]);
    world.transcribe(words('Hello there.'));
    expect(world.of('begin-reply')).toMatchObject([{ text: 'Hello there.' }]);
  });

  it('[S13] is recognised once, at its end, where nothing may be thrown away', () => {
    const world = connected(streaming, { speculation: false });
    world.command({ event: 'StartChat' });
    world.speech(1000);
    world.pause(300);
    world.speech(500);
    expect(world.recognitions).toHaveLength(0);
    world.hardEnd();
    expect(world.recognitions).toHaveLength(1);
  });

  it('[S14] ends early once the words are surely a sentence', () => {
    const world = connected();
    world.command({ event: 'StartChat' });
    world.speech(1000);
    world.pause(96);
    world.transcribe(words('How are you?', true));
    world.pause(defaultTurnSettings.earlyEndMs - 32);
    expect(world.sentNames).toEqual(['ASR How are you?']);
    world.pause(defaultTurnSettings.earlyEndMs);
    expect(world.sentNames).toEqual(['ASR How are you?', 'EndVad', 'ASR How are you?']);
  });

  it('[S15] without a voice ends after 3 s, and is no turn', () => {
    const world = connected();
    world.command({ event: 'StartChat' });
    world.quiet(2900);
    expect(world.sentNames).toEqual([]);
    world.quiet(100);
    expect(world.sentNames).toEqual(['EndVad', 'EndResponse']);
    expect(world.of('open-turn')).toEqual([]);
  });

  it('[S15] a noise that was no voice begins the wait anew', () => {
    const world = connected();
    world.command({ event: 'StartChat' });
    world.quiet(2000);
    world.frames(2, () => ({ confirmed: false }));
    world.quiet(2900);
    expect(world.sentNames).toEqual([]);
    world.quiet(200);
    expect(world.sentNames).toEqual(['EndVad', 'EndResponse']);
  });

  it('[S16] shows something within 10 s of audio: what is recognised so far, or that it still listens', () => {
    const world = connected();
    world.command({ event: 'StartChat' });
    world.speech(6000);
    expect(world.recognitions).toHaveLength(1);
    world.transcribe(words('A long'));
    expect(world.sentNames).toEqual(['ASR A long']);
    world.speech(6000);
    expect(world.sentNames).toEqual(['ASR A long']);
    world.speech(3000);
    expect(world.sentNames).toEqual(['ASR A long', 'ASR A long']);

    const slow = connected();
    slow.command({ event: 'StartChat' });
    slow.speech(9000);
    expect(slow.sentNames).toEqual(['ASR …']);
  });

  it('[S16] shows old boxes no words before Submit, but that it still listens', () => {
    const world = connected(submitting);
    world.command({ event: 'StartChat' });
    world.speech(1000);
    world.pause(96);
    world.transcribe(words('Hello'));
    expect(world.sentNames).toEqual([]);
    world.speech(12_000);
    expect(world.sentNames).toEqual(['ASR …']);
  });

  it('[S17] is over when it gets too long', () => {
    const world = connected(submitting, { maxUtteranceMs: 10_000 });
    world.command({ event: 'StartChat' });
    world.speech(10_100);
    expect(world.state.phase.kind).toBe('recognising');
    world.transcribe(words('Long.'));
    world.command({ event: 'Submit' });
    world.endReply();
    expect(world.sentNames).toEqual(['ASR …', 'ASR Long.', 'EndResponse']);
  });

  it('[S18] without words, or without any that can be trusted, is answered with EndResponse alone', () => {
    for (const hearing of [words(' '), { kind: 'nothing', because: 'bracketed' } as const]) {
      const world = connected();
      world.utterance();
      world.transcribe(hearing);
      expect(world.sentNames).toEqual(['EndVad', 'EndResponse']);
      expect(world.of('close-turn')[0]?.outcome).toBe('dropped');
      expect(world.of('commit-utterance')).toEqual([]);
    }
  });

  it('[S19] a second StartChat forgets the first, without a word to the box', () => {
    const world = connected();
    world.command({ event: 'StartChat' });
    world.speech(1000);
    world.pause(96);
    world.command({ event: 'StartChat' });
    expect(world.of('cancel')).toHaveLength(1);
    expect(world.of('close-turn')[0]?.outcome).toBe('cancelled');
    expect(world.sentNames).toEqual([]);
    world.speech(1000);
    world.hardEnd();
    world.transcribe(words('Hello.'));
    world.endReply();
    expect(world.sentNames).toEqual(['EndVad', 'ASR Hello.', 'EndResponse']);
  });

  it('[S19] over an answer ends that one first', () => {
    const world = answering();
    world.piece(0);
    world.clear();
    world.command({ event: 'StartChat' });
    expect(world.sentNames).toEqual(['EndResponse']);
    expect(world.of('close-turn')[0]?.outcome).toBe('interrupted');
    expect(world.state.phase.kind).toBe('hearing');
  });
});

describe('text', () => {
  it('[S8] is echoed and answered, without EndVad', () => {
    const world = connected();
    world.command({ event: 'Text', input: ' Hello. ' });
    world.piece(0);
    world.endReply();
    expect(world.sentNames).toEqual(['ASR Hello.', 'StartAudio', 'AudioChunk', 'EndAudio', 'EndResponse']);
  });

  it('[S8] in an utterance stands for it, after EndVad', () => {
    const world = connected();
    world.command({ event: 'StartChat' });
    world.speech(500);
    world.command({ event: 'Text', input: 'Hello.' });
    expect(world.sentNames).toEqual(['EndVad', 'ASR Hello.']);
  });

  it('[S8] that is empty is answered with EndResponse alone', () => {
    const world = connected();
    world.command({ event: 'Text', input: '' });
    expect(world.sentNames).toEqual(['EndResponse']);
  });

  it('[S9] other commands do nothing, and Submit of nothing is ended', () => {
    const world = connected();
    world.command({ event: 'Select', index: 0 });
    world.command({ event: 'StartRecord' });
    expect(world.effects).toEqual([]);
    world.command({ event: 'Submit' });
    expect(world.sentNames).toEqual(['EndResponse']);
  });
});

describe('an answer', () => {
  it('[S20] is sent as whole segments, as long as no more than 20 s wait in the box', () => {
    const world = answering();
    for (let n = 0; n < 6; n += 1) world.piece(n, 8000);
    const count = () => world.sentNames.filter((name) => name === 'StartAudio').length;
    expect(count()).toBe(3);
    const { at } = world.of('wake').at(-1)!;
    expect(at).toBe(world.at + 4000);
    world.endReply();
    expect(world.sentNames).not.toContain('EndResponse');
    for (let wakes = 0; wakes < 5; wakes += 1) {
      world.at = world.of('wake').at(-1)!.at;
      world.tell({ type: 'woke' });
    }
    expect(count()).toBe(6);
    expect(world.sentNames.at(-1)).toBe('EndResponse');
  });

  it('[S21] whose recogniser or model failed is an apology; the turn has failed', () => {
    const asr = connected();
    asr.utterance();
    asr.tell({ type: 'recognition-failed', attempt: asr.recognitions.at(-1)!.attempt });
    expect(asr.of('begin-apology')).toMatchObject([{ stage: 'asr' }]);
    const llm = answering();
    llm.tell({ type: 'reply-failed', attempt: llm.replyAttempt, stage: 'llm' });
    expect(llm.of('begin-apology')).toMatchObject([{ stage: 'llm' }]);
    for (const world of [asr, llm]) {
      world.piece(0);
      world.endReply();
      expect(world.sentNames.slice(-4)).toEqual(['StartAudio', 'AudioChunk', 'EndAudio', 'EndResponse']);
      expect(world.of('close-turn')).toMatchObject([{ outcome: 'failed' }]);
    }
  });

  it('[S21] ends even where the apology cannot be spoken', () => {
    const world = answering();
    world.tell({ type: 'reply-failed', attempt: world.replyAttempt, stage: 'llm' });
    world.tell({ type: 'reply-failed', attempt: world.replyAttempt, stage: 'llm' });
    expect(world.sentNames.at(-1)).toBe('EndResponse');
    expect(world.of('begin-apology')).toHaveLength(1);
  });

  it('[S21] a recogniser that failed ahead of the end is asked again at the end', () => {
    const world = connected();
    world.command({ event: 'StartChat' });
    world.speech(1000);
    world.pause(96);
    world.tell({ type: 'recognition-failed', attempt: world.recognitions[0]!.attempt });
    world.hardEnd();
    expect(world.recognitions).toHaveLength(2);
    expect(world.sentNames).toEqual(['EndVad']);
  });

  it('[S22] shows pieces that cannot be spoken', () => {
    const world = answering();
    world.clear();
    world.piece(0, 0);
    world.piece(1);
    world.endReply();
    expect(world.sentNames).toEqual([
      ...['StartAudio', 'EndAudio', 'StartAudio', 'AudioChunk', 'EndAudio', 'EndResponse'],
    ]);
    expect(world.of('close-turn')[0]?.outcome).toBe('done');
  });

  it('[S23] that somebody stops at the page ends; what the box has, it plays', () => {
    const world = answering();
    world.piece(0, 5000);
    world.clear();
    world.tell({ type: 'interrupt' });
    expect(world.sentNames).toEqual(['EndResponse']);
    expect(world.of('set-heard')[0]?.pieces).toEqual([{ index: 0, playedMs: 5000, totalMs: 5000 }]);
  });

  it('[S24] is ended before somebody else takes the box over, and then nothing is sent', () => {
    const world = answering();
    world.clear();
    world.tell({ type: 'dismissed' });
    expect(world.sentNames).toEqual(['EndResponse']);
    world.clear();
    world.command({ event: 'StartChat' });
    world.tell({ type: 'text-submitted', text: 'Hello.' });
    expect(world.sentNames).toEqual([]);
  });
});
