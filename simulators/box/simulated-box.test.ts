import { describe, expect, it } from 'vitest';
import { BoxRig } from './rig.testing.ts';

describe('a 0.3.2 box holds the turn of the sheet (2.3)', () => {
  it('in raw samples, byte by byte', async () => {
    const rig = await BoxRig.start();
    expect(rig.server.query).toBe('opus=true&vowel=true&stream_asr=true');
    expect(rig.server.id).toBe('0123456789ab');
    expect(rig.box.state).toBe('idle');
    rig.wake();
    expect(rig.server.query).toBe('reconnect=true&opus=true&vowel=true&stream_asr=true');
    expect(rig.closes[0]).toBe(1006);
    expect(rig.box.state).toBe('listening');
    rig.speak(1200);
    expect(rig.commands).toEqual(['StartChat']);
    expect(rig.frames).toEqual([8192, 8192]);
    rig.sayHex('81a341535291a26869');
    rig.sayHex('a6456e64566164');
    expect(rig.box.state).toBe('waiting');
    rig.sayHex('81a341535291a26869');
    rig.sayHex('81aa5374617274417564696f91a348692e');
    expect(rig.box.state).toBe('speaking');
    rig.sayHex('81ad417564696f4368756e6b6931369295 0001ffcc80d1ff7f 00'.replaceAll(' ', ''));
    rig.sayHex('a8456e64417564696f');
    rig.pass(10);
    rig.sayHex('ab456e64526573706f6e7365');
    expect(rig.box.state).toBe('listening');
    expect(rig.played.map(({ text, samples }) => [text, ...samples])).toEqual([['Hi.', 0, 1, -1, 128, -129]]);
    expect(rig.box.summary).toEqual({ turns: 1, interrupts: 0, reboots: 0, violations: [] });
  });
});
