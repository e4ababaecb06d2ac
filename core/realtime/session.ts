/**
 * A conversation with a Realtime server, in any of the three dialects: state and event in, state and effects out, by
 * the numbered rules of `rules.md` beside it. It knows no socket, no player and no clock. What belongs to a reply that
 * has lost the floor, or to a connection that is gone, matches nothing and falls away.
 */
import { assertNever } from '../assert.ts';
import { emit, tell, type Draft } from './draft.ts';
import {
  begin,
  end,
  fireTimer,
  loseLink,
  takeServerError,
  takeSessionCreated,
  takeSessionUpdated,
} from './link-phases.ts';
import { cutReply, drainReply, takeCall, takeReplyAudio, takeReplyText } from './replies.ts';
import { noteBusy, pump, takeInterrupted, takeResponseCreated, takeResponseDone } from './responses.ts';
import type { ServerEvent } from './server-event.ts';
import type { SessionEffect } from './session-effect.ts';
import type { SessionEvent } from './session-event.ts';
import type { SessionState } from './session-state.ts';
import {
  dropVoice,
  endTurnEarly,
  interrupt,
  startVoice,
  stopVoice,
  submitText,
  takeSound,
  takeSpeechStarted,
  takeSpeechStopped,
  takeTranscript,
  takeTranscriptDelta,
  takeUserItem,
} from './user-turns.ts';

export interface SessionStep {
  readonly state: SessionState;
  /** To be performed in this order. */
  readonly effects: readonly SessionEffect[];
}

export function stepSession(state: SessionState, event: SessionEvent): SessionStep {
  const draft: Draft = { state, effects: [] };
  take(draft, event);
  return draft;
}

function take(draft: Draft, event: SessionEvent): void {
  switch (event.type) {
    case 'begin':
      return begin(draft);
    case 'end':
      return end(draft);
    case 'link-lost':
      if (isCurrent(draft, event.link)) loseLink(draft, { code: 'link-lost' }, false);
      return;
    case 'server-said':
      if (isCurrent(draft, event.link)) takeSaid(draft, event.said);
      return;
    case 'timer-fired':
      return fireTimer(draft, event.timer);
    case 'heard':
      return takeSound(draft, event.pcm);
    case 'voice-started':
      return startVoice(draft, event.preRoll);
    case 'voice-stopped':
      return stopVoice(draft);
    case 'voice-dropped':
      return dropVoice(draft);
    case 'end-turn':
      return endTurnEarly(draft);
    case 'text-submitted':
      return submitText(draft, event.text);
    case 'interrupt':
      return interrupt(draft);
    case 'playback-stopped':
      cutReply(draft, event);
      return pump(draft);
    case 'reply-drained':
      return drainReply(draft, event.response);
    default:
      return assertNever(event);
  }
}

const isCurrent = ({ state }: Draft, link: number): boolean =>
  link === state.linkNumber && state.link !== 'closed' && state.link !== 'waiting';

function takeSaid(draft: Draft, said: ServerEvent): void {
  switch (said.type) {
    case 'session-created':
      return takeSessionCreated(draft, said);
    case 'session-updated':
      return takeSessionUpdated(draft);
    case 'error':
      return takeServerError(draft, said);
    case 'unknown':
      return emit(draft, { type: 'note-unknown', name: said.name });
    default:
      // Before both sides have agreed on a session nothing else means anything.
      if (draft.state.link === 'live') takeTalk(draft, said);
  }
}

type Talk = Exclude<ServerEvent, { type: 'session-created' | 'session-updated' | 'error' | 'unknown' }>;

function takeTalk(draft: Draft, said: Talk): void {
  switch (said.type) {
    case 'speech-started':
      return takeSpeechStarted(draft, said);
    case 'speech-stopped':
      return takeSpeechStopped(draft, said);
    case 'committed':
      return takeUserItem(draft, said);
    case 'item-added':
      if (said.role === 'user' && said.after !== undefined)
        emit(draft, { type: 'place-item', item: said.item, after: said.after });
      return;
    case 'transcription-delta':
      return takeTranscriptDelta(draft, said);
    case 'transcription-completed':
      return takeTranscript(draft, said);
    case 'transcription-failed':
      return tell(draft, { code: 'transcription-failed', error: said.error });
    case 'response-created':
      return takeResponseCreated(draft, said);
    case 'response-done':
      return takeResponseDone(draft, said);
    case 'reply-text-delta':
    case 'reply-text-done':
      if (!takeReplyText(draft, said)) noteBusy(draft, said.response);
      return;
    case 'reply-audio-delta':
      if (!takeReplyAudio(draft, said)) noteBusy(draft, said.response);
      return;
    case 'function-call':
      return takeCall(draft, said.response, said.call);
    case 'conversation-interrupted':
      return takeInterrupted(draft);
    case 'truncated':
    case 'ignored':
      return;
    default:
      return assertNever(said);
  }
}
