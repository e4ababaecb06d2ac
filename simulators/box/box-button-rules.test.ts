import { describe, expect, it } from 'vitest';
import { BoxRig } from './rig.testing.ts';

describe('the buttons', () => {
  it('[B7] K0 in Listening hangs up, in Idle it calls', async () => {
    const rig = await BoxRig.start();
    rig.wake();
    rig.box.press('k0');
    rig.pass(10);
    expect(rig.box.state).toBe('idle');
    expect(rig.closes[1]).toBe(1005);
    rig.wake();
    expect(rig.box.state).toBe('listening');
    expect(rig.sockets).toHaveLength(3);
  });

  it.each(['0.3.2', '0.3.0', '0.2.1'] as const)(
    '[B7] K0 interrupts a %s that speaks or waits',
    async (version) => {
      const rig = await BoxRig.start(version);
      rig.wake();
      rig.ask();
      expect(rig.box.state).toBe('waiting');
      rig.wake();
      expect(rig.box.state).toBe('listening');
      expect(rig.server.query).toContain('reconnect=true');
      rig.ask();
      rig.say({ event: 'StartAudio', text: 'a long one' });
      if (version === '0.2.1') rig.say({ event: 'AudioChunk', data: new Uint8Array(32_000).fill(1) });
      else rig.say({ event: 'AudioChunki16', data: new Int16Array(16_000).fill(257), vowel: 1 });
      rig.say({ event: 'EndAudio' });
      rig.pass(500);
      rig.wake();
      expect(rig.played.at(-1)).toMatchObject({ text: 'a long one', isComplete: false });
      expect(rig.played.at(-1)!.samples).toEqual(new Int16Array(8000).fill(257));
      expect(rig.box.summary).toMatchObject({ turns: 0, interrupts: 2, reboots: 0, violations: [] });
      expect(rig.box.isTurnOpen).toBe(false);
    },
  );

  it('[B8] cc: K0 hangs up where others interrupt, and picks a choice', async () => {
    const rig = await BoxRig.start('cc');
    rig.wake();
    rig.speak(700);
    expect(rig.box.state).toBe('submitting');
    rig.box.press('k0');
    rig.pass(10);
    expect(rig.box.state).toBe('idle');
    rig.wake();
    rig.ask();
    rig.box.press('k0');
    expect(rig.box.state).toBe('idle');
    rig.wake();
    rig.ask();
    rig.say({ event: 'Choices', message: 'Really?', items: ['Yes', 'No', 'Perhaps'] });
    for (const button of ['up', 'down', 'down', 'down', 'up'] as const) rig.box.press(button);
    rig.box.press('k0');
    rig.pass(10);
    expect(rig.heard.at(-1)).toEqual({ event: 'Select', index: 1 });
    expect(rig.box.state).toBe('waiting');
  });

  it('[B9] K0 held does nothing to old boxes', async () => {
    const rig = await BoxRig.start('0.3.0');
    rig.wake();
    rig.box.press('k0-long');
    rig.ask();
    rig.say({ event: 'StartAudio', text: '' });
    rig.speak(3000);
    expect(rig.box.state).toBe('speaking');
    expect(rig.sockets).toHaveLength(2);
  });

  it('[B10] K0 plays the greeting of the boot, its header too, and no later one', async () => {
    const rig = await BoxRig.start();
    const file = rig.greet();
    rig.greet(9);
    rig.box.press('k0');
    rig.pass(10);
    expect(rig.box.state).toBe('greeting');
    rig.pass(1000);
    expect(rig.box.state).toBe('listening');
    const { samples, segment } = rig.played[0]!;
    expect(segment).toBeNull();
    expect(new Uint8Array(samples.buffer)).toEqual(file);
    expect(String.fromCharCode(...file.subarray(0, 4))).toBe('RIFF');
  });

  it('[B24] cc asks for notifications every 30 s until it is refused, and shows them in Idle', async () => {
    const answers = ['nothing', 'notification', 'nothing', 'refused'] as const;
    const asked: string[] = [];
    const rig = await BoxRig.start('cc', {
      pollNotifications: (url) => Promise.resolve(answers[asked.push(url) - 1]!),
    });
    const look = async () => {
      rig.pass(30_000);
      await Promise.resolve();
      await Promise.resolve();
    };
    await look();
    expect(rig.screen).toBe('Idle');
    await look();
    expect(rig.screen).toBe('Notification');
    for (let n = 0; n < 5; n += 1) await look();
    expect(asked).toEqual(new Array(4).fill('http://host/proxy/state/0123456789ab'));
  });
});
