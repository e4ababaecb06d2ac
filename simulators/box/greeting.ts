/** The greeting: bytes of a WAV file that the server sends once per boot, played on K0 as they are. */
import { change, emit, enter, ignoreEvent, listen, type Draft } from './draft.ts';
import { samplesOfBytes } from './pcm.ts';

/** Stored once per boot; later ones are ignored. */
export function startHello(draft: Draft): void {
  if (mayStore(draft, 'HelloStart')) change(draft, { hello: { is: 'coming', bytes: [] } });
}

export function addHello(draft: Draft, piece: Uint8Array): void {
  const { hello } = draft.state;
  if (!mayStore(draft, 'HelloChunk')) return;
  const bytes = hello.is === 'coming' ? hello.bytes : [];
  change(draft, { hello: { is: 'coming', bytes: [...bytes, piece] } });
}

export function endHello(draft: Draft): void {
  const { hello } = draft.state;
  if (!mayStore(draft, 'HelloEnd')) return;
  const isEmpty = hello.is !== 'coming' || hello.bytes.length === 0;
  change(draft, { hello: isEmpty ? { is: 'none' } : { is: 'stored', samples: toSamples(hello.bytes) } });
}

function mayStore(draft: Draft, event: string): boolean {
  if (draft.state.hello.is !== 'stored') return true;
  ignoreEvent(draft, event, 'a greeting is stored already');
  return false;
}

export function greet(draft: Draft): void {
  const { hello } = draft.state;
  enter(draft, { name: 'greeting' }, 'Connected');
  emit(draft, { type: 'play-greeting', samples: hello.is === 'stored' ? hello.samples : null });
}

export function afterGreeting(draft: Draft): void {
  if (draft.state.phase.name === 'greeting') listen(draft);
}

/** Chunks may be cut in the middle of a sample. */
function toSamples(pieces: readonly Uint8Array[]): Int16Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return samplesOfBytes(whole);
}
