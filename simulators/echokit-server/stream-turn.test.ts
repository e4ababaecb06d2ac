import { describe, expect, it } from 'vitest';
import { createRandom } from '../../core/audio/random.testing.ts';
import { closedGate, gateSpeech } from './speech-gate.ts';
import { streamMachine, type StreamTurn } from './stream-turn.ts';
import type { TurnEffect, TurnEvent } from './turn-step.ts';

/** A turn fed by hand. */
class Fed {
  turn: StreamTurn;
  readonly effects: TurnEffect[] = [];

  constructor() {
    this.turn = streamMachine.begin({ gate: closedGate }).state;
  }

  fire(...events: readonly TurnEvent[]): this {
    for (const event of events) {
      const { state, effects } = streamMachine.step(this.turn, event);
      this.turn = state;
      this.effects.push(...effects);
    }
    return this;
  }

  command(event: 'StartChat' | 'Submit'): this {
    return this.fire({ type: 'command', command: { event } });
  }

  text(input: string): this {
    return this.fire({ type: 'command', command: { event: 'Text', input } });
  }

  select(index: number): this {
    return this.fire({ type: 'command', command: { event: 'Select', index } });
  }

  windows(count: number, probability: number): this {
    for (let n = 0; n < count; n++) this.fire({ type: 'window', probability, ms: 32 });
    return this;
  }

  /** Windows of silence until the phase changes, at most so many. @returns how many it took */
  windowsUntil(phase: StreamTurn['phase'], most = 1000): number {
    for (let n = 0; n < most; n++) {
      if (this.turn.phase === phase) return n;
      this.windows(1, 0.02);
    }
    return NaN;
  }

  heard(text: string): this {
    return this.fire({ type: 'transcript', attempt: this.turn.attempt, text });
  }

  /** Names of what was sent, other effects by their type, in the order of asking; then forgets them. */
  take(): string[] {
    return this.effects
      .splice(0)
      .filter(({ type }) => type !== 'forget-audio' && type !== 'skip-windows')
      .map((effect) => (effect.type === 'send' ? effect.event.event : effect.type));
  }
}

const started = () => {
  const fed = new Fed().command('StartChat');
  fed.take();
  return fed;
};

describe('the gate', () => {
  it('is open above 0.5 and closes with the sixth window below 0.35', () => {
    const states = (...probabilities: number[]) => {
      let gate = closedGate;
      return probabilities.map((probability) => (gate = gateSpeech(gate, probability)).inSpeech);
    };
    expect(states(0.5, 0.51)).toEqual([false, true]);
    expect(states(0.9, 0.34, 0.34, 0.34, 0.34, 0.34, 0.34)).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    // In between counts for neither side, and does not begin anew.
    expect(states(0.9, 0.1, 0.1, 0.1, 0.4, 0.35, 0.1, 0.1, 0.1)).toEqual(
      Array.from({ length: 9 }, (_, n) => n < 8),
    );
    expect(states(0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.6, 0.1, 0.1, 0.1, 0.1, 0.1).every(Boolean)).toBe(true);
  });
});

describe('the end of an utterance', () => {
  it.each([
    [7, false],
    [8, true],
  ])('%i windows of speech: recognised %s', (count, isHeard) => {
    const fed = started().windows(count, 0.9).windows(6, 0.1);
    expect(fed.take()).toEqual(isHeard ? ['recognise'] : []);
    if (isHeard) fed.heard('hi').windowsUntil('answering');
    else fed.windowsUntil('waiting');
    expect(fed.take()).toEqual(isHeard ? ['EndVad', 'ASR', 'answer'] : ['EndVad', 'EndResponse']);
  });

  it('comes 22 windows, 0.70 s, after the last word', () => {
    const fed = started().windows(40, 0.9).windows(6, 0.1).heard('hi');
    fed.take();
    expect(6 + fed.windowsUntil('answering')).toBe(22);
    expect(fed.take()).toEqual(['EndVad', 'ASR', 'answer']);
  });

  it('comes after 16 windows, 512 ms, where nobody speaks at all', () => {
    const fed = started();
    expect(fed.windowsUntil('waiting')).toBe(16);
    expect(fed.take()).toEqual(['EndVad', 'EndResponse']);
  });

  it('adds up speech that is too short on its own', () => {
    const fed = started();
    for (let n = 0; n < 2; n++) fed.windows(3, 0.9).windows(10, 0.1);
    expect(fed.take()).toEqual(['recognise']);
    expect(fed.turn).toMatchObject({ phase: 'hearing', speechMs: 0 });
  });

  it('waits for the recognition that runs', () => {
    const fed = started().windows(20, 0.9).windows(22, 0.1);
    expect(fed.turn.phase).toBe('settling');
    expect(streamMachine.readsMessages(fed.turn)).toBe(false);
    expect(fed.take()).toEqual(['recognise']);
    fed.heard('hi');
    expect(fed.take()).toEqual(['EndVad', 'ASR', 'answer']);
    fed.fire({ type: 'answered', reply: 'Hi.' });
    expect(fed.take()).toEqual(['EndResponse']);
    expect(fed.turn.phase).toBe('waiting');
  });

  it('is empty where the last recognition is, although a partial was shown', () => {
    const fed = started().windows(20, 0.9).windows(6, 0.1).heard('hi');
    fed.windows(20, 0.9).windows(6, 0.1);
    expect(fed.take()).toEqual(['recognise', 'ASR', 'recognise']);
    fed.heard('').windowsUntil('waiting');
    expect(fed.take()).toEqual(['EndVad', 'EndResponse']);
  });

  it('leaves out a last part that is too short', () => {
    const fed = started().windows(20, 0.9).windows(6, 0.1).heard('one').windows(5, 0.9);
    fed.windowsUntil('answering');
    expect(fed.take()).toEqual(['recognise', 'EndVad', 'ASR', 'answer']);
    expect(fed.effects).toEqual([]);
  });
});

describe('more speech', () => {
  it('cancels a recognition that still runs, and tells nothing of it', () => {
    const fed = started().windows(20, 0.9).windows(6, 0.1).windows(20, 0.9).windows(6, 0.1);
    expect(fed.take()).toEqual(['recognise', 'cancel-recognition', 'recognise']);
    fed.fire({ type: 'transcript', attempt: 1, text: 'stale' });
    expect(fed.turn).toMatchObject({ recognition: { state: 'running' } });
    fed.windowsUntil('settling');
    fed.fire({ type: 'transcript', attempt: 1, text: 'stale' });
    expect(fed.take()).toEqual([]);
    fed.heard('all');
    expect(fed.effects).toContainEqual({ type: 'send', event: { event: 'ASR', text: 'all' } });
  });

  it('shows nothing of one that understood nothing', () => {
    const fed = started().windows(20, 0.9).windows(6, 0.1).heard('').windows(20, 0.9).windows(6, 0.1);
    expect(fed.take()).toEqual(['recognise', 'recognise']);
  });

  it('shows a finished one once it has ended itself', () => {
    const fed = started().windows(20, 0.9).windows(6, 0.1).heard('one');
    expect(fed.take()).toEqual(['recognise']);
    fed.windows(20, 0.9);
    expect(fed.take()).toEqual([]);
    fed.windows(6, 0.1);
    expect(fed.effects).toContainEqual({ type: 'send', event: { event: 'ASR', text: 'one' } });
    expect(fed.take()).toEqual(['ASR', 'recognise']);
  });
});

describe('commands', () => {
  it('before StartChat: Text answers without EndVad, the others end', () => {
    expect(new Fed().text('hi').take()).toEqual(['ASR', 'answer']);
    expect(new Fed().text('').take()).toEqual(['EndResponse']);
    expect(new Fed().command('Submit').take()).toEqual(['EndResponse']);
    expect(new Fed().select(0).take()).toEqual(['EndResponse']);
    expect(new Fed().fire({ type: 'audio' }).take()).toEqual([]);
  });

  it('StartChat resets the speech model; a second one is ignored', () => {
    const fed = new Fed().command('StartChat');
    expect(fed.take()).toEqual(['reset-speech-model']);
    fed.windows(10, 0.9).text('typed').fire({ type: 'answered', reply: '' }).command('StartChat');
    // What was speech before is none now: 16 windows end it.
    expect(fed.windowsUntil('waiting')).toBe(16);
    fed.command('StartChat').windows(10, 0.9).take();
    const before = fed.turn;
    expect(fed.command('StartChat').select(1).turn).toEqual(before);
    expect(fed.take()).toEqual([]);
  });

  it('Text in an utterance: EndVad, then the text is used', () => {
    expect(started().windows(5, 0.9).text('typed').take()).toEqual(['EndVad', 'ASR', 'answer']);
    const fed = started().windows(20, 0.9).windows(6, 0.1).text('typed');
    expect(fed.turn.phase).toBe('settling');
    fed.heard('spoken');
    expect(fed.effects).toContainEqual({ type: 'send', event: { event: 'ASR', text: 'typed' } });
    const empty = started().windows(20, 0.9).windows(6, 0.1).heard('spoken').text('');
    expect(empty.effects).toContainEqual({ type: 'send', event: { event: 'ASR', text: 'spoken' } });
  });

  it('Submit in an utterance: EndVad, EndResponse, dead', () => {
    const fed = started().windows(5, 0.9).command('Submit');
    expect(fed.take()).toEqual(['EndVad', 'EndResponse']);
    expect(fed.turn.phase).toBe('dead');
    expect(streamMachine.readsMessages(fed.turn)).toBe(false);
    const late = started().windows(20, 0.9).windows(6, 0.1).command('Submit');
    expect(late.take()).toEqual(['recognise']);
    expect(late.heard('spoken').take()).toEqual(['EndVad', 'EndResponse']);
    expect(late.command('StartChat').fire({ type: 'answered', reply: '' }).take()).toEqual([]);
  });
});

it('keeps its promises whatever happens', () => {
  const random = createRandom(3);
  for (let walk = 0; walk < 40; walk++) {
    const fed = new Fed();
    let open = 0;
    for (let n = 0; n < 400; n++) {
      const kind = random.integer(0, 60);
      if (kind === 0) fed.command('Submit');
      else if (kind < 4) fed.command('StartChat');
      else if (kind === 4) fed.text(random.integer(0, 1) === 0 ? '' : 'typed');
      else if (kind < 8) fed.heard(random.integer(0, 1) === 0 ? '' : 'words');
      else if (kind < 11) fed.fire({ type: 'answered', reply: '' });
      else if (streamMachine.readsMessages(fed.turn)) {
        fed.fire({ type: 'audio' }).windows(random.integer(1, 12), random.integer(0, 9) / 10);
      }
      for (const name of fed.take()) {
        if (name === 'answer') open += 1;
        // Nothing but the answer's own end follows an answer, and it ends once.
        if (name === 'EndVad') expect(open).toBe(0);
        if (name === 'EndResponse') open = 0;
        expect(open).toBeLessThanOrEqual(1);
      }
      expect(fed.turn.phase === 'answering').toBe(open === 1);
    }
  }
});
