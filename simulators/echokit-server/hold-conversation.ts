/** Which reducer holds a socket's conversation, and how its answers are made. */
import { answerTurn, type AnswerStyle } from './answer-turn.ts';
import type { SessionMemory } from './box-session.ts';
import { claudeMachine, type ClaudeAsks } from './claude-turn.ts';
import type { Connection } from './connection.ts';
import { Conversation, type Talk } from './conversation.ts';
import type { Engines } from './engines.ts';
import { streamMachine } from './stream-turn.ts';
import { submitMachine } from './submit-turn.ts';
import type { Carried, TurnMachine } from './turn-step.ts';

/** What kind of server it is. */
export interface ServerMode {
  readonly kind: 'whisper' | 'gemini' | 'claude';
  readonly style: AnswerStyle;
  /** False for servers before 0.3.2. */
  readonly knowsStreamAsr: boolean;
  /** What Claude asks before it answers. */
  readonly asks: ClaudeAsks;
}

/** Of one answer. */
export interface AnswerHooks {
  /** Its first sound was sent. */
  readonly onSpeech: () => void;
  /** It is over, EndResponse included. */
  readonly onAnswered: () => void;
}

interface HoldOptions {
  readonly mode: ServerMode;
  readonly engines: Engines;
  readonly beginAnswer: () => AnswerHooks;
}

export function holdConversation(
  connection: Connection,
  memory: SessionMemory,
  carried: Carried,
  options: HoldOptions,
): Talk {
  connection.warmUp();
  const { kind, knowsStreamAsr, asks } = options.mode;
  if (kind === 'gemini') return hold(connection, memory, carried, options, submitMachine('gemini'));
  if (connection.query.streamAsr && knowsStreamAsr) {
    return kind === 'claude'
      ? hold(connection, memory, carried, options, claudeMachine(streamMachine, asks))
      : hold(connection, memory, carried, options, streamMachine);
  }
  const whisper = submitMachine('whisper');
  return kind === 'claude'
    ? hold(connection, memory, carried, options, claudeMachine(whisper, asks))
    : hold(connection, memory, carried, options, whisper);
}

function hold<State extends Carried & { readonly phase: string }>(
  connection: Connection,
  { history, judge }: SessionMemory,
  carried: Carried,
  { mode, engines, beginAnswer }: HoldOptions,
  machine: TurnMachine<State>,
): Talk {
  let hooks: AnswerHooks | undefined;
  return new Conversation({
    machine,
    carried,
    connection,
    engines,
    judge,
    answer: (text, onBegin, signal) => {
      hooks = beginAnswer();
      const { onSpeech } = hooks;
      const send = connection.send.bind(connection);
      return answerTurn({ text, style: mode.style, history, engines, send, onBegin, onSpeech, signal });
    },
    onAnswered: () => hooks?.onAnswered(),
  });
}
