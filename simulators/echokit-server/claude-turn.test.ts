import { describe, expect, it } from 'vitest';
import { claudeMachine, type ClaudeAsks } from './claude-turn.ts';
import { closedGate } from './speech-gate.ts';
import { submitMachine } from './submit-turn.ts';
import type { Carried, TurnEvent } from './turn-step.ts';

const text: TurnEvent = { type: 'command', command: { event: 'Text', input: 'do it' } };
const submit: TurnEvent = { type: 'command', command: { event: 'Submit' } };
const select = (index: number): TurnEvent => ({ type: 'command', command: { event: 'Select', index } });
const answered: TurnEvent = { type: 'answered', reply: 'Done. ' };

function run(asks: ClaudeAsks, events: readonly TurnEvent[], carried: Carried = { gate: closedGate }) {
  const machine = claudeMachine(submitMachine('whisper'), asks);
  const first = machine.begin(carried);
  let turn = first.state;
  const told: string[] = [];
  const tell = (effects: typeof first.effects) => {
    for (const effect of effects) {
      if (effect.type === 'forget-audio') continue;
      told.push(effect.type === 'send' ? effect.event.event : effect.type);
    }
  };
  tell(first.effects);
  for (const event of events) {
    const { state, effects } = machine.step(turn, event);
    turn = state;
    tell(effects);
  }
  return { turn, told, reads: machine.readsMessages(turn) };
}

describe('Claude', () => {
  it('asks whether it heard well, thinks aloud, answers, and shows its last words again', () => {
    const { told, turn } = run('nothing', [text, select(0), answered]);
    expect(told).toEqual(['ASR', 'Choices', 'DisplayText', 'answer', 'EndResponse', 'DisplayText']);
    expect(turn).toMatchObject({ phase: 'input', claude: { doing: 'idle', lastOutput: 'Done.' } });
  });

  it('asks with the words themselves', () => {
    const machine = claudeMachine(submitMachine('whisper'), 'nothing');
    const { effects } = machine.step(machine.begin({ gate: closedGate }).state, text);
    expect(effects.at(-1)).toEqual({
      type: 'send',
      event: { event: 'Choices', message: 'do it', items: ['Confirm', 'Cancel'] },
    });
  });

  it('ignores all but a Select, and drops what is cancelled', () => {
    expect(run('nothing', [text, text, submit, { type: 'audio' }]).told).toEqual(['ASR', 'Choices']);
    const { told, turn } = run('nothing', [text, select(1)]);
    expect(told).toEqual(['ASR', 'Choices', 'Action', 'EndResponse']);
    expect(turn.phase).toBe('input');
  });

  it('turns everything away while it thinks, and reads nothing while it speaks', () => {
    const thinking = run('nothing', [text, select(0), submit, { type: 'audio' }]);
    expect(thinking.told.slice(4)).toEqual(['EndVad', 'EndResponse', 'EndVad', 'EndResponse']);
    expect(thinking.reads).toBe(true);
    expect(run('nothing', [text, select(0), { type: 'answer-began' }]).reads).toBe(false);
  });

  it('asks before it uses a tool', () => {
    expect(run('tool', [text, select(0), select(0), answered]).told).toEqual([
      ...['ASR', 'Choices', 'Choices', 'DisplayText', 'EndResponse', 'DisplayText', 'answer'],
      ...['EndResponse', 'DisplayText'],
    ]);
    const refused = run('tool', [text, select(0), select(1)]);
    expect(refused.told.slice(3)).toEqual(['DisplayText', 'EndResponse']);
    expect(refused.turn.phase).toBe('input');
  });

  it('asks a question and takes any answer', () => {
    expect(run('question', [text, select(0), select(2)]).told.slice(2)).toEqual([
      'Choices',
      'DisplayText',
      'answer',
    ]);
  });

  it('shows a new socket what it is at', () => {
    const asking = run('tool', [text, select(0)]).turn;
    expect(run('tool', [], asking).told).toEqual(['Choices']);
    const thinking = run('nothing', [text, select(0)]).turn;
    expect(run('nothing', [], thinking).told).toEqual(['DisplayText', 'answer']);
    const idle = run('nothing', [text, select(0), answered]).turn;
    expect(run('nothing', [], idle).told).toEqual(['DisplayText']);
    expect(run('nothing', [], run('nothing', [text]).turn).told).toEqual([]);
  });
});
