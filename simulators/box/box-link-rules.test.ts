import { describe, expect, it } from 'vitest';
import { BoxRig } from './rig.testing.ts';

describe('the link', () => {
  it('[B1] is dialled once at boot; without a server only setup is left', async () => {
    const rig = await BoxRig.start();
    expect(rig.sockets).toHaveLength(1);
    rig.isRefusing = true;
    rig.box.loseLink();
    rig.wakeToReboot();
    expect(rig.box.state).toBe('unreachable');
    rig.pass(60_000);
    expect(rig.dials).toBe(5); // boot, three tries, boot
    rig.box.press('k0');
    rig.box.press('k0');
    expect(rig.box.state).toBe('setup');
    rig.isRefusing = false;
    rig.pass(600_000);
    expect(rig.box.state).toBe('setup');
    expect(rig.dials).toBe(5);
  });

  it('[B2] later ones say reconnect=true, three tries 300 ms apart, the old socket dropped without Close', async () => {
    const rig = await BoxRig.start();
    rig.isRefusing = true;
    rig.box.press('k0');
    rig.pass(450);
    expect(rig.dials).toBe(3);
    expect(rig.closes).toEqual([1006]);
    rig.isRefusing = false;
    rig.pass(400);
    expect(rig.box.summary.reboots).toBe(0);
    expect(rig.dials).toBe(4);
    expect(rig.server.query).toBe('reconnect=true&opus=true&vowel=true&stream_asr=true');
    expect(rig.box.state).toBe('listening');
  });

  it('[B2] after the third failure it reboots', async () => {
    const rig = await BoxRig.start();
    rig.isRefusing = true;
    rig.box.press('k0');
    rig.pass(650);
    expect(rig.box.summary.reboots).toBe(1);
    rig.isRefusing = false;
    rig.pass(3100);
    expect(rig.box.state).toBe('idle');
    expect(rig.server.query).toBe('opus=true&vowel=true&stream_asr=true');
  });

  it('[B3] lost, is not noticed before the next word; then the box reboots and has forgotten all', async () => {
    const rig = await BoxRig.start();
    rig.greet();
    rig.wake();
    rig.box.press('k0-long');
    rig.server.drop();
    rig.pass(120_000);
    expect(rig.box.state).toBe('listening');
    expect(rig.box.summary.reboots).toBe(0);
    rig.speak(300);
    expect(rig.box.summary.reboots).toBe(1);
    expect(rig.box.state).toBe('booting');
    rig.pass(3100);
    expect(rig.box.state).toBe('idle');
    const greetings = rig.played.length;
    rig.wake();
    expect(rig.played.length).toBe(greetings); // the beep again
    rig.ask();
    rig.say({ event: 'StartAudio', text: '' });
    rig.speak(2000);
    expect(rig.box.summary.interrupts).toBe(0);
  });

  it('[B3] a turn that a reboot cut short is lost', async () => {
    const rig = await BoxRig.start();
    rig.wake();
    rig.speak(600);
    rig.server.drop();
    rig.speak(600);
    expect(rig.box.unendedTurns).toBe(1);
    expect(rig.box.summary).toMatchObject({ turns: 0, reboots: 1 });
  });

  it('[B4] a server that reads nothing for 30 s is a lost one', async () => {
    const rig = await BoxRig.start();
    rig.wake();
    rig.server.pause();
    rig.speak(1000);
    rig.say({ event: 'ASR', text: 'well' });
    rig.pass(29_000);
    expect(rig.box.summary.reboots).toBe(0);
    rig.pass(8000);
    expect(rig.box.summary.reboots).toBe(1);
  });

  it('[B5] while a segment is played 32 events wait, the rest stays with the server', async () => {
    const rig = await BoxRig.start();
    rig.wake();
    rig.ask();
    rig.say({ event: 'StartAudio', text: 'long' });
    rig.say({ event: 'AudioChunki16', data: new Int16Array(160_000), vowel: 0 });
    rig.say({ event: 'EndAudio' });
    const before = rig.received('Action').length;
    const action = 'x'.repeat(9000);
    for (let n = 0; n < 60; n += 1) rig.say({ event: 'Action', action });
    expect(rig.received('Action').length).toBe(before);
    // 28 behind the 32, less the window of 64 KiB.
    expect(rig.server.bufferedBytes).toBeGreaterThan(28 * 9000 - 65_536);
    expect(rig.server.bufferedBytes).toBeLessThan(28 * 9020 - 65_536);
    rig.pass(9000);
    expect(rig.received('Action').length).toBe(before);
    expect(rig.server.bufferedBytes).toBeGreaterThan(0);
    rig.pass(1100);
    expect(rig.received('Action').length).toBe(before + 60);
    expect(rig.server.bufferedBytes).toBe(0);
  });

  it('[B6] nothing of a socket that was dropped is heard', async () => {
    const rig = await BoxRig.start();
    rig.wake();
    rig.ask();
    const old = rig.server;
    rig.wake();
    const seen = rig.log.length;
    rig.sayTo(old, { event: 'EndResponse' });
    rig.sayTo(old, { event: 'StartAudio', text: 'late' });
    expect(rig.log.length).toBe(seen);
    expect(rig.box.state).toBe('listening');
  });
});
