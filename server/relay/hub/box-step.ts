/** What happens to a box, what is to be done about it, and what the rules look at besides its state. */
import type {
  BoxId,
  BoxMode,
  CompanionMessage,
  RelayRefusal,
  SocketId,
  TabMessage,
} from '../../../core/relay/relay-message.ts';
import type { Millis } from '../../../core/units.ts';
import type { BoxState, TabId } from './box-state.ts';
import type { BoxFormat, NoticeKind, SpokenNotice } from './hub-api.ts';
import type { HubLimits } from './hub-limits.ts';

export type Payload = Uint8Array | string;

/** Of the box, for a tab: the last frame that it dealt with. */
export interface Place {
  readonly socket: SocketId;
  readonly seq: number;
}

export type BoxEvent =
  /** The former socket, if any, was closed before. */
  | {
      readonly type: 'socket-opened';
      readonly socket: SocketId;
      readonly query: string;
      readonly openedAt: Millis;
    }
  | { readonly type: 'socket-closed'; readonly code: number; readonly reason: string }
  | { readonly type: 'frame-up'; readonly payload: Payload }
  | { readonly type: 'tab-here'; readonly tab: TabId; readonly place: Place | null }
  | { readonly type: 'tab-away'; readonly tab: TabId }
  | { readonly type: 'own'; readonly tab: TabId; readonly force: boolean }
  | { readonly type: 'release' | 'watch' | 'unwatch' | 'forget'; readonly tab: TabId }
  | {
      readonly type: 'send';
      readonly tab: TabId;
      readonly socket: SocketId;
      readonly payload: Uint8Array;
      /** Sent to the box and not yet taken. */
      readonly bufferedBytes: number;
    }
  /** Chosen, checked and stored. */
  | { readonly type: 'mode-set'; readonly mode: BoxMode }
  | { readonly type: 'upstream-opened'; readonly line: number }
  | { readonly type: 'upstream-frame'; readonly line: number; readonly payload: Payload }
  | { readonly type: 'upstream-lost'; readonly line: number; readonly reason: string }
  | { readonly type: 'upstream-retry'; readonly line: number; readonly at: Millis }
  | { readonly type: 'spoken'; readonly utterance: number; readonly notice: SpokenNotice }
  /** A deadline may have passed. */
  | { readonly type: 'tick' };

export type BoxEffect =
  | { readonly type: 'send-box'; readonly payload: Payload }
  | { readonly type: 'close-box'; readonly code: number; readonly reason: string }
  | { readonly type: 'tell'; readonly tabs: readonly TabId[]; readonly message: CompanionMessage }
  /** What others see of the box has changed. */
  | { readonly type: 'announce' }
  /** There is no such box any more. */
  | { readonly type: 'forget' }
  | {
      readonly type: 'speak';
      readonly utterance: number;
      readonly notice: NoticeKind;
      readonly format: BoxFormat;
    }
  | { readonly type: 'open-upstream'; readonly line: number; readonly url: string; readonly query: string }
  | { readonly type: 'close-upstream' }
  | { readonly type: 'send-upstream'; readonly payload: Payload };

export interface BoxContext {
  readonly now: Millis;
  readonly limits: HubLimits;
  /** Attached tabs that take boxes which nobody owns; whom to prefer first. */
  readonly answering: readonly TabId[];
  readonly isRemote: (tab: TabId) => boolean;
}

/** One step in the making. */
export interface BoxDraft {
  state: BoxState;
  readonly effects: BoxEffect[];
  readonly context: BoxContext;
}

export const change = (draft: BoxDraft, part: Partial<BoxState>): void => {
  draft.state = { ...draft.state, ...part };
};

export const announce = (draft: BoxDraft): void => {
  if (!draft.effects.some(({ type }) => type === 'announce')) draft.effects.push({ type: 'announce' });
};

export function refuse(
  draft: BoxDraft,
  tab: TabId,
  asked: TabMessage['type'],
  code: RelayRefusal,
  message: string,
): void {
  const box: BoxId = draft.state.id;
  draft.effects.push({ type: 'tell', tabs: [tab], message: { type: 'refused', asked, box, code, message } });
}
