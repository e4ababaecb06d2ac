import { describe, expect, it } from 'vitest';
import type { Profile } from '../../core/profile/profile.ts';
import { fitProfile } from './fit-profile.ts';
import { testProfile } from './relay-world.testing.ts';

const both = { companion: true, page: true };
const withPartner = (partner: Partial<Profile['partner']>): Profile => ({
  ...testProfile,
  partner: { ...testProfile.partner, ...partner },
});

describe('a profile for boxes', () => {
  it('is taken as it is where it can serve them', () => {
    expect(fitProfile(testProfile, both)).toEqual({ profile: testProfile });
  });

  it('has another voice than one that speaks by itself, where there is one', () => {
    const profile = withPartner({ tts: { kind: 'browser-voice' } });
    expect(fitProfile(profile, both).profile.partner.tts.kind).toBe('companion-voice');
    const alone = fitProfile(profile, { companion: false, page: true });
    expect(alone.profile.partner.tts.kind).toBe('page-voice');
    expect(alone.failure).toBeUndefined();
    expect(fitProfile(profile, { companion: false, page: false }).failure?.code).toBe(
      'voice-without-samples',
    );
  });

  it('says that a recogniser which hears the microphone cannot hear a box', () => {
    const profile = withPartner({ asr: { kind: 'browser-asr', onDevice: false } });
    expect(fitProfile(profile, both).failure).toMatchObject({
      stage: 'asr',
      code: 'recogniser-hears-microphone',
    });
  });
});
