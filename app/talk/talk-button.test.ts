import { describe, expect, it } from 'vitest';
import { createTalkButton } from './talk-button.ts';

function setUp({ open = false, pushToTalk = false, asking = false } = {}) {
  const did: string[] = [];
  const state = { open };
  let timers: (() => void)[] = [];
  let opened = (): void => undefined;
  const button = createTalkButton({
    actions: {
      start: () => {
        did.push('start');
        return new Promise((resolve) => {
          opened = () => {
            state.open = true;
            resolve();
          };
        });
      },
      stop: () => {
        did.push('stop');
        state.open = false;
        return Promise.resolve();
      },
      pressTalk: () => did.push('press'),
      releaseTalk: () => did.push('release'),
    },
    microphone: () => (asking ? 'asking' : state.open ? 'open' : 'closed'),
    pushToTalk: () => pushToTalk,
    after: (_, run) => {
      timers.push(run);
      return () => (timers = timers.filter((timer) => timer !== run));
    },
  });
  const holdPasses = () => {
    for (const run of timers.splice(0)) run();
  };
  const microphoneOpens = async () => {
    opened();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const microphoneCloses = () => {
    state.open = false;
  };
  return { button, did, holdPasses, microphoneOpens, microphoneCloses };
}

describe('the talk button', () => {
  it('starts listening with a tap and stops with the next', async () => {
    const { button, did, microphoneOpens } = setUp();
    button.down();
    button.up();
    await microphoneOpens();
    button.down();
    button.up();
    expect(did).toEqual(['start', 'stop']);
  });

  it('talks while it is held, and goes on listening afterwards', () => {
    const { button, did, holdPasses } = setUp({ open: true });
    button.down();
    holdPasses();
    button.up();
    holdPasses();
    expect(did).toEqual(['press', 'release']);
  });

  it('lets go of what slipped away, and toggles nothing', () => {
    const { button, did, holdPasses } = setUp({ open: true });
    button.down();
    button.cancel();
    button.down();
    holdPasses();
    button.cancel();
    button.up();
    expect(did).toEqual(['press', 'release']);
  });

  it('takes a repeated press for the first one', () => {
    const { button, did } = setUp({ open: true, pushToTalk: true });
    button.down();
    button.down();
    button.up();
    expect(did).toEqual(['press', 'release']);
  });

  it('talks at once with push-to-talk, however short the press', () => {
    const { button, did, holdPasses } = setUp({ open: true, pushToTalk: true });
    button.down();
    button.up();
    holdPasses();
    expect(did).toEqual(['press', 'release']);
  });

  it('begins to talk once the microphone is open, if it is still held', async () => {
    const held = setUp({ pushToTalk: true });
    held.button.down();
    await held.microphoneOpens();
    held.button.up();
    expect(held.did).toEqual(['start', 'press', 'release']);
    const letGo = setUp({ pushToTalk: true });
    letGo.button.down();
    letGo.button.up();
    await letGo.microphoneOpens();
    expect(letGo.did).toEqual(['start']);
  });

  it('does nothing while the person is asked for the microphone', () => {
    for (const pushToTalk of [false, true]) {
      const { button, did } = setUp({ asking: true, pushToTalk });
      button.down();
      button.up();
      button.tap();
      expect(did).toEqual([]);
    }
  });

  it('latches for those who cannot hold', () => {
    const { button, did } = setUp({ open: true, pushToTalk: true });
    button.tap();
    button.tap();
    expect(did).toEqual(['press', 'release']);
  });

  it('does not stay latched when the microphone was closed meanwhile', async () => {
    const { button, did, microphoneOpens, microphoneCloses } = setUp({ open: true, pushToTalk: true });
    button.tap();
    microphoneCloses();
    button.tap();
    await microphoneOpens();
    button.tap();
    expect(did).toEqual(['press', 'start', 'press']);
  });
});
