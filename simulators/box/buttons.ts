/** K0 and the volume keys. Source: sheet `echokit.md` 4.8 and 4.9. */
import type { BoxButton } from './box-event.ts';
import { change, emit, endTurn, enter, firmwareOf, reconnect, tell, trySend, type Draft } from './draft.ts';
import { fallIdle } from './utterance.ts';

export function pressButton(draft: Draft, button: BoxButton): void {
  switch (button) {
    case 'k0':
      return pressK0(draft);
    case 'k0-long':
      return holdK0(draft);
    case 'up':
    case 'down':
      return move(draft, button);
  }
}

function pressK0(draft: Draft): void {
  const { phase } = draft.state;
  switch (phase.name) {
    case 'idle':
      return reconnect(draft, null);
    case 'listening':
    case 'submitting':
      endTurn(draft, 'interrupted');
      return fallIdle(draft);
    case 'waiting':
    case 'speaking':
      tell(draft, { type: 'interrupted', by: 'k0' });
      endTurn(draft, 'interrupted');
      if (phase.name === 'waiting' && firmwareOf(draft).isStrict) return fallIdle(draft);
      emit(draft, { type: 'clear-loudspeaker' });
      return reconnect(draft, null);
    case 'choices':
      if (trySend(draft, { type: 'send-command', command: { event: 'Select', index: phase.selected } }))
        enter(draft, { name: 'waiting' }, 'Waiting...');
      return;
    case 'unreachable':
      return enter(draft, { name: 'setup' }, 'Setup');
    case 'off':
    case 'booting':
    case 'setup':
    case 'reconnecting':
    case 'greeting':
      return tell(draft, { type: 'button-ignored', button: 'k0', why: `the box was ${phase.name}` });
  }
}

function holdK0(draft: Draft): void {
  if (firmwareOf(draft).interruptMs === null)
    return tell(draft, {
      type: 'button-ignored',
      button: 'k0-long',
      why: 'this firmware knows no voice interrupt',
    });
  change(draft, { isVoiceInterruptOn: !draft.state.isVoiceInterruptOn });
}

function move(draft: Draft, button: 'up' | 'down'): void {
  const { phase } = draft.state;
  if (phase.name !== 'choices')
    return tell(draft, { type: 'button-ignored', button, why: 'the loudness is not simulated' });
  const selected = Math.min(phase.items.length - 1, Math.max(0, phase.selected + (button === 'up' ? -1 : 1)));
  change(draft, { phase: { ...phase, selected } });
}
