/** Who finds the ends of utterances: learning it from what the server does, and asking it where it does nothing. */
import { callOff, change, emit, tell, wait, type Draft } from './draft.ts';
import { probeMs, probeSilence } from './session-limits.ts';
import type { TurnEnd } from './session-settings.ts';
import { resumeTalk } from './sending.ts';
import type { ServerEvent } from '../server-event.ts';

export function learn(draft: Draft, turnEnd: TurnEnd): void {
  const { isSure, turnEnd: known } = draft.state;
  if (isSure && known === turnEnd) return;
  change(draft, { turnEnd, isSure: true });
  emit(draft, { type: 'learned', turnEnd });
  if (turnEnd === 'submit') tell(draft, 'ends-by-submit');
}

/** It answers, or ends the turn, without having said that it stopped listening: then Submit is what it knows. */
export function learnWithoutEndVad(draft: Draft): void {
  const { link, endVadSeen } = draft.state;
  if (endVadSeen || link.phase !== 'open' || link.turnEnd !== 'server') return;
  tell(draft, 'no-end-vad');
  learn(draft, 'submit');
}

/**
 * Silence alone: a server that finds the ends finds that nothing was said, at once, and any other waits for Submit.
 * Submit itself would kill the session of the former.
 */
export function startProbe(draft: Draft): void {
  const link = draft.state.linkNumber;
  emit(
    draft,
    { type: 'send', link, command: { event: 'StartChat' } },
    { type: 'send-silence', link, samples: probeSilence },
  );
  change(draft, { server: 'hearing' });
  wait(draft, 'probe', probeMs);
}

export function takeProbed(draft: Draft, { event }: ServerEvent): void {
  const { link } = draft.state;
  if (link.phase !== 'open') return;
  if (event === 'EndVad') {
    change(draft, { endVadSeen: true });
    learn(draft, 'server');
    wait(draft, 'probe', probeMs);
  }
  if (event !== 'EndResponse') return;
  learn(draft, 'server');
  callOff(draft, 'probe');
  change(draft, { link: { ...link, probing: false, brokeOffAt: null }, server: 'idle' });
  resumeTalk(draft);
}
