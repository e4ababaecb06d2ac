import { describe, expect, it } from 'vitest';
import { closedGate } from './speech-gate.ts';
import { submitMachine, type SubmitTurn } from './submit-turn.ts';
import type { TurnEvent, TurnMachine } from './turn-step.ts';

const startChat: TurnEvent = { type: 'command', command: { event: 'StartChat' } };
const submit: TurnEvent = { type: 'command', command: { event: 'Submit' } };
const text = (input: string): TurnEvent => ({ type: 'command', command: { event: 'Text', input } });
const audio: TurnEvent = { type: 'audio' };
const window = (probability: number): TurnEvent => ({ type: 'window', probability, ms: 32 });
const transcript = (words: string, attempt = 1): TurnEvent => ({ type: 'transcript', attempt, text: words });
/** So many that the gate closes. */
const quiet = Array.from({ length: 6 }, () => window(0.1));
const answered: TurnEvent = { type: 'answered', reply: '' };

const whisper = submitMachine('whisper');
const gemini = submitMachine('gemini');

function run(machine: TurnMachine<SubmitTurn>, ...events: readonly TurnEvent[]) {
  let turn = machine.begin({ gate: closedGate }).state;
  const names: string[] = [];
  for (const event of events) {
    const { state, effects } = machine.step(turn, event);
    turn = state;
    for (const effect of effects) names.push(effect.type === 'send' ? effect.event.event : effect.type);
  }
  return { turn, names };
}

describe('Whisper with Submit', () => {
  it('recognises what the speech model took for speech once, however short', () => {
    const { names, turn } = run(whisper, audio, window(0.9), ...quiet, submit, transcript('hi'), answered);
    expect(names).toEqual([
      'keep-audio',
      'recognise',
      'forget-audio',
      'ASR',
      'answer',
      'forget-audio',
      'EndResponse',
    ]);
    expect(turn.phase).toBe('hearing');
  });

  it('needs no StartChat, and forgets nothing at one', () => {
    expect(run(whisper, audio, window(0.9), startChat, submit).names).toEqual(['keep-audio', 'recognise']);
  });

  it('ends where nothing was heard or understood', () => {
    expect(run(whisper, audio, window(0.4), submit).names).toEqual([
      'keep-audio',
      'forget-audio',
      'EndResponse',
    ]);
    expect(run(whisper, submit).names).toEqual(['forget-audio', 'EndResponse']);
    expect(run(whisper, audio, window(0.9), submit, transcript('')).names.at(-1)).toBe('EndResponse');
  });

  it('keeps speech that was on for the next turn', () => {
    const open = run(
      whisper,
      audio,
      window(0.9),
      submit,
      transcript('hi'),
      answered,
      audio,
      window(0.4),
      submit,
    );
    expect(open.names.at(-1)).toBe('recognise');
    const { gate } = run(whisper, audio, window(0.9)).turn;
    expect(whisper.begin({ gate }).state).toMatchObject({ heard: false, gate: { inSpeech: true } });
  });

  it('takes a Text at any time, and an empty one for nothing', () => {
    expect(run(whisper, audio, window(0.9), text('typed')).names).toEqual([
      'keep-audio',
      'forget-audio',
      'ASR',
      'answer',
    ]);
    expect(run(whisper, text('')).names).toEqual(['forget-audio', 'EndResponse']);
    expect(run(whisper, { type: 'command', command: { event: 'Select', index: 0 } }).names).toEqual([]);
  });

  it('reads nothing while it recognises and answers, and knows stale results', () => {
    const recognising = run(whisper, audio, window(0.9), submit, transcript('old', 0)).turn;
    expect(recognising.phase).toBe('recognising');
    expect(whisper.readsMessages(recognising)).toBe(false);
    expect(whisper.readsMessages(run(whisper, text('typed')).turn)).toBe(false);
    expect(whisper.readsMessages(run(whisper, text('typed'), answered).turn)).toBe(true);
  });
});

describe('Gemini', () => {
  it('hears from StartChat to Submit, judges nothing, and does not echo text', () => {
    const { names } = run(gemini, audio, submit, startChat, audio, submit, transcript('hi'));
    expect(names).toEqual(['forget-audio', 'keep-audio', 'recognise', 'forget-audio', 'ASR', 'answer']);
    expect(gemini.step(run(gemini, startChat).turn, audio).effects).toEqual([
      { type: 'keep-audio', judge: false },
    ]);
    expect(run(gemini, text('typed')).names).toEqual(['forget-audio', 'answer']);
  });
});
