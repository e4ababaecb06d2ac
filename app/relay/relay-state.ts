/** What the Relay page draws, and how the worker's events change it. Pure. */
import type { BoxId, PairingView, RelayRefusal, TabMessage } from '../../core/relay/relay-message.ts';
import type { Millis } from '../../core/units.ts';
import type { TurnFailure, TurnView } from '../../workers/conversation-api.ts';
import type { LinkView, RelayBox, RelayEvent } from '../../workers/relay-api.ts';
import type { ModelStatus } from '../../workers/vad-api.ts';

/** A turn, and which of the box's conversations it belongs to: it begins anew when the box has forgotten. */
export interface BoxTurn {
  readonly conversation: number;
  readonly turn: TurnView;
}

export interface BoxTalk {
  readonly conversation: number;
  /** Oldest first. */
  readonly turns: readonly BoxTurn[];
}

export interface Refusal {
  readonly key: number;
  readonly asked: TabMessage['type'];
  readonly box?: BoxId;
  readonly code: RelayRefusal;
  readonly message: string;
}

export interface RelayState {
  /** Boxes that nobody answers are answered by this tab. */
  readonly answering: boolean;
  readonly link: LinkView;
  /** The line was lost, and is not back yet: also while it is dialled anew. */
  readonly loss?: Extract<LinkView, { readonly state: 'lost' }>;
  readonly pairing?: PairingView;
  /** In the order in which this page met them. */
  readonly boxes: readonly RelayBox[];
  readonly talks: ReadonlyMap<BoxId, BoxTalk>;
  /** Whose conversation is shown. */
  readonly chosen?: BoxId;
  readonly model: ModelStatus | { readonly kind: 'idle' };
  /** Newest last; those of the same kind about the same box stand for each other. */
  readonly refusals: readonly Refusal[];
  readonly nextRefusal: number;
  /** Nothing can be answered with the profile in use. */
  readonly unfit?: TurnFailure;
  /** The worker has stopped, or could not do what it was asked; for the log. */
  readonly workerFailed?: string;
}

export const initialRelayState: RelayState = {
  answering: false,
  link: { state: 'off' },
  boxes: [],
  talks: new Map(),
  model: { kind: 'idle' },
  refusals: [],
  nextRefusal: 0,
};

/** Turns of a box that are kept on screen. */
const keptTurns = 200;
const keptRefusals = 5;

export function reduceRelay(state: RelayState, event: RelayEvent): RelayState {
  switch (event.type) {
    case 'link': {
      const { loss, ...rest } = state;
      const { link } = event;
      if (link.state === 'lost') return { ...rest, link, loss: link };
      return link.state === 'connecting' && loss ? { ...rest, link, loss } : { ...rest, link };
    }
    case 'pairing':
      return { ...state, pairing: event.pairing };
    case 'box': {
      const index = state.boxes.findIndex(({ id }) => id === event.box.id);
      const boxes = index < 0 ? [...state.boxes, event.box] : state.boxes.with(index, event.box);
      return { ...state, boxes, chosen: state.chosen ?? event.box.id };
    }
    case 'box-forgotten':
      return forget(state, event.box);
    case 'turn':
      return withTalk(state, event.box, (talk) => withTurn(talk, event.turn));
    case 'history-reset':
      return withTalk(state, event.box, (talk) =>
        talk.turns.length === 0 ? talk : { ...talk, conversation: talk.conversation + 1 },
      );
    case 'model':
      return { ...state, model: event.status };
    case 'refused':
      return refuse(state, event);
    case 'unfit': {
      const { unfit: _, ...rest } = state;
      return event.failure === undefined ? rest : { ...rest, unfit: event.failure };
    }
    case 'facts':
      return state;
  }
}

function forget({ chosen, ...state }: RelayState, box: BoxId): RelayState {
  const boxes = state.boxes.filter(({ id }) => id !== box);
  const talks = new Map(state.talks);
  talks.delete(box);
  const next = chosen === box ? boxes[0]?.id : chosen;
  return { ...state, boxes, talks, ...(next === undefined ? {} : { chosen: next }) };
}

function withTalk(state: RelayState, box: BoxId, change: (talk: BoxTalk) => BoxTalk): RelayState {
  const talk = state.talks.get(box) ?? { conversation: 0, turns: [] };
  return { ...state, talks: new Map(state.talks).set(box, change(talk)) };
}

function withTurn(talk: BoxTalk, turn: TurnView): BoxTalk {
  const { conversation, turns } = talk;
  const index = turns.findLastIndex(
    (known) => known.conversation === conversation && known.turn.id === turn.id,
  );
  if (index >= 0) return { ...talk, turns: turns.with(index, { conversation, turn }) };
  return { ...talk, turns: [...turns, { conversation, turn }].slice(-keptTurns) };
}

function refuse(state: RelayState, { asked, box, code, message }: Omit<Refusal, 'key'>): RelayState {
  const others = state.refusals.filter((known) => known.code !== code || known.box !== box);
  const refusal = { key: state.nextRefusal, asked, code, message, ...(box === undefined ? {} : { box }) };
  return {
    ...state,
    refusals: [...others, refusal].slice(-keptRefusals),
    nextRefusal: state.nextRefusal + 1,
  };
}

export const withoutRefusal = (state: RelayState, key: number): RelayState => ({
  ...state,
  refusals: state.refusals.filter((refusal) => refusal.key !== key),
});

/** The newest turn in which somebody said something. */
export function lastTurn(
  talk: BoxTalk | undefined,
): { readonly words: string; readonly at: Millis } | undefined {
  const last = talk?.turns.findLast(({ turn }) => turn.user.text !== '' || turn.reply.text !== '')?.turn;
  return last && { words: last.user.text || last.reply.text, at: last.startedAt };
}

/** Boxes that have to be told when the address changes: real ones, whether they are connected or not. */
export const boxesToTell = (boxes: readonly RelayBox[]): readonly RelayBox[] =>
  boxes.filter(({ simulated }) => !simulated);
