/**
 * A conversation in Claude's mode: input is confirmed by Select, thoughts are shown, tools ask first. It takes words in by
 * one of the other two reducers. Source: sheet `echokit.md` 4.6.
 */
import { assertNever } from '../../core/assert.ts';
import type { SpeechGate } from './speech-gate.ts';
import {
  send,
  type Carried,
  type ClaudeMemory,
  type TurnEffect,
  type TurnEvent,
  type TurnMachine,
  type TurnStep,
} from './turn-step.ts';

/** What Claude asks before it answers. */
export type ClaudeAsks = 'nothing' | 'tool' | 'question';

type Input = Carried & { readonly phase: string };

type ClaudeTurn<In extends Input> = {
  readonly gate: SpeechGate;
  readonly claude: ClaudeMemory;
} & (
  | { readonly phase: 'input'; readonly input: In }
  | { readonly phase: 'confirming'; readonly text: string }
  | { readonly phase: 'asking' }
  /** Every message is turned away. */
  | { readonly phase: 'thinking' }
  | { readonly phase: 'answering' }
  | { readonly phase: 'dead' }
);

const confirmOrCancel = ['Confirm', 'Cancel'];
const endResponse = send({ event: 'EndResponse' });

export function claudeMachine<In extends Input>(
  words: TurnMachine<In>,
  asks: ClaudeAsks,
): TurnMachine<ClaudeTurn<In>> {
  type Turn = ClaudeTurn<In>;

  function begin({ gate, claude }: Carried): TurnStep<Turn> {
    const memory: ClaudeMemory = claude ?? { lastOutput: '', doing: 'idle', input: '' };
    switch (memory.doing) {
      case 'idle':
        return waitForInput(gate, memory);
      case 'asking':
        return ask(gate, memory);
      case 'thinking':
        return think(gate, memory, []);
    }
  }

  function step(turn: Turn, event: TurnEvent): TurnStep<Turn> {
    switch (turn.phase) {
      case 'input':
        return takeWords(turn, words.step(turn.input, event));
      case 'confirming':
        return confirm(turn, turn.text, selected(event));
      case 'asking':
        return answerAsked(turn, selected(event));
      case 'thinking':
        if (event.type === 'answer-began') return { state: { ...turn, phase: 'answering' }, effects: [] };
        if (event.type === 'answered') return answered(turn, event.reply);
        if (event.type !== 'command' && event.type !== 'audio') return same(turn);
        return { state: turn, effects: [send({ event: 'EndVad' }), endResponse] };
      case 'answering':
        return event.type === 'answered' ? answered(turn, event.reply) : same(turn);
      case 'dead':
        return same(turn);
      default:
        return assertNever(turn);
    }
  }

  function takeWords({ claude }: Turn, { state: input, effects }: TurnStep<In>): TurnStep<Turn> {
    const { gate } = input;
    const asked = effects.find((effect) => effect.type === 'answer');
    if (asked !== undefined) {
      const choices = send({ event: 'Choices', message: asked.text, items: confirmOrCancel });
      return {
        state: { phase: 'confirming', gate, claude, text: asked.text },
        effects: [...effects.filter((effect) => effect !== asked), choices],
      };
    }
    const state: Turn =
      input.phase === 'dead' ? { phase: 'dead', gate, claude } : { phase: 'input', gate, claude, input };
    return { state, effects };
  }

  function confirm(turn: Turn, text: string, index: number | undefined): TurnStep<Turn> {
    if (index === undefined) return same(turn);
    const { gate } = turn;
    if (index !== 0) {
      const action = send({ event: 'Action', action: 'Input cancelled, please provide input again' });
      const { state } = words.begin({ gate });
      return {
        state: { phase: 'input', gate, claude: turn.claude, input: state },
        effects: [action, endResponse],
      };
    }
    const claude = { ...turn.claude, input: text };
    return asks === 'nothing' ? think(gate, claude, []) : ask(gate, claude);
  }

  function ask(gate: SpeechGate, memory: ClaudeMemory): TurnStep<Turn> {
    const question = asks === 'question' ? questionFor() : toolFor(memory.input);
    return {
      state: { phase: 'asking', gate, claude: { ...memory, doing: 'asking' } },
      effects: [send(question)],
    };
  }

  function answerAsked(turn: Turn, index: number | undefined): TurnStep<Turn> {
    if (index === undefined) return same(turn);
    const { gate, claude } = turn;
    if (asks === 'question') return think(gate, claude, []);
    if (index === 0) return think(gate, claude, [shown('Tool use completed successfully.'), endResponse]);
    const next = waitForInput(gate, { ...claude, doing: 'idle' });
    return {
      state: next.state,
      effects: [shown('Tool use stopped with error.'), endResponse, ...next.effects],
    };
  }

  function answered({ gate, claude }: Turn, reply: string): TurnStep<Turn> {
    const lastOutput = reply.trim();
    const next = waitForInput(gate, { ...claude, doing: 'idle', lastOutput });
    return { state: next.state, effects: [endResponse, ...next.effects] };
  }

  function waitForInput(gate: SpeechGate, claude: ClaudeMemory): TurnStep<Turn> {
    const { state: input, effects } = words.begin({ gate });
    const last = claude.lastOutput === '' ? [] : [shown(claude.lastOutput)];
    return { state: { phase: 'input', gate, claude, input }, effects: [...last, ...effects] };
  }

  const think = (gate: SpeechGate, memory: ClaudeMemory, before: TurnEffect[]): TurnStep<Turn> => ({
    state: { phase: 'thinking', gate, claude: { ...memory, doing: 'thinking' } },
    effects: [...before, shown(`Thinking about: ${memory.input}`), { type: 'answer', text: memory.input }],
  });

  const same = (state: Turn): TurnStep<Turn> => ({ state, effects: [] });

  return {
    begin,
    step,
    readsMessages: (turn) =>
      turn.phase === 'input'
        ? words.readsMessages(turn.input)
        : turn.phase !== 'answering' && turn.phase !== 'dead',
  };
}

const selected = (event: TurnEvent): number | undefined =>
  event.type === 'command' && event.command.event === 'Select' ? event.command.index : undefined;

const shown = (text: string): TurnEffect => send({ event: 'DisplayText', text });

const toolFor = (input: string) =>
  ({
    event: 'Choices',
    message: `Claude is requesting to use tool \`Bash\` \n with args:\ncommand: ${JSON.stringify(`echo ${input}`)}`,
    items: confirmOrCancel,
  }) as const;

const questionFor = () =>
  ({
    event: 'Choices',
    message: 'Colour\nWhich colour do you want?\nPlease select one of the following options:',
    items: ['Red: as a rose', 'Green: as grass', 'Blue: as the sea'],
  }) as const;
