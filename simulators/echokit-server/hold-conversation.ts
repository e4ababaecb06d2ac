/** Which reducer holds a socket's conversation, and how its answers are made. */
import { answerTurn, type AnswerStyle } from './answer-turn.ts';
import type { SessionMemory } from './box-session.ts';
import type { Connection } from './connection.ts';
import { Conversation, type Talk, type TurnMachine } from './conversation.ts';
import type { Engines } from './engines.ts';
import type { SpeechGate } from './speech-gate.ts';
import * as stream from './stream-turn.ts';
import * as submit from './submit-turn.ts';

/** What kind of server it is. */
export interface ServerMode {
  readonly kind: submit.SubmitKind;
  readonly style: AnswerStyle;
  /** False for servers before 0.3.2. */
  readonly knowsStreamAsr: boolean;
}

/** Of one answer. */
export interface AnswerHooks {
  /** Its first sound was sent. */
  readonly onSpeech: () => void;
  /** It is over, EndResponse included. */
  readonly onAnswered: () => void;
}

export interface HoldOptions {
  readonly mode: ServerMode;
  readonly engines: Engines;
  readonly beginAnswer: () => AnswerHooks;
}

export function holdConversation(
  connection: Connection,
  memory: SessionMemory,
  gate: SpeechGate,
  options: HoldOptions,
): Talk {
  const { mode } = options;
  const isStream = connection.query.streamAsr && mode.knowsStreamAsr && mode.kind === 'whisper';
  return isStream
    ? hold(connection, memory, gate, options, streamMachine)
    : hold(connection, memory, gate, options, submitMachines[mode.kind]);
}

function hold<State extends { readonly gate: SpeechGate; readonly phase: string }>(
  connection: Connection,
  { history, judge }: SessionMemory,
  gate: SpeechGate,
  { mode, engines, beginAnswer }: HoldOptions,
  machine: TurnMachine<State>,
): Talk {
  let hooks: AnswerHooks | undefined;
  return new Conversation({
    machine,
    gate,
    connection,
    engines,
    judge,
    answer: async (text, signal) => {
      hooks = beginAnswer();
      const { onSpeech } = hooks;
      const send = connection.send.bind(connection);
      await answerTurn({ text, style: mode.style, history, engines, send, onSpeech, signal });
    },
    onAnswered: () => hooks?.onAnswered(),
  });
}

const streamMachine: TurnMachine<stream.StreamTurn> = {
  begin: stream.beginStreamTurn,
  step: stream.stepStreamTurn,
  readsMessages: stream.readsMessages,
};

const submitMachine = (kind: submit.SubmitKind): TurnMachine<submit.SubmitTurn> => ({
  begin: (gate) => submit.beginSubmitTurn(kind, gate),
  step: submit.stepSubmitTurn,
  readsMessages: submit.readsMessages,
});

const submitMachines = { whisper: submitMachine('whisper'), gemini: submitMachine('gemini') };
