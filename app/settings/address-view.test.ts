import { describe, expect, it } from 'vitest';
import type { ServiceAddress } from '../../core/profile/profile.ts';
import { viewAddress } from './address-view.ts';

const written = (url: string, mode: ServiceAddress['mode'] = 'base'): ServiceAddress => ({
  url,
  mode,
  via: 'direct',
});
const path = '/chat/completions';

describe('what a written address means', () => {
  it('is the call it makes and the origin its key is for', () => {
    expect(viewAddress(written(' https://api.example.com:8443/v1/ '), path)).toEqual({
      ok: true,
      called: 'https://api.example.com:8443/v1/chat/completions',
      origin: 'https://api.example.com:8443',
      host: 'api.example.com:8443',
      isNear: false,
      leavesOutQuery: false,
    });
  });

  it('is the same for an address copied with its end', () => {
    const pasted = viewAddress(written('http://localhost:9091/v1/chat/completions'), path);
    expect(pasted).toEqual(viewAddress(written('localhost:9091/v1'), path));
  });

  it('shows no query, where some services want keys', () => {
    const view = viewAddress(written('https://api.example.com/speak?api_key=abc', 'exact'), path);
    expect(view).toMatchObject({ called: 'https://api.example.com/speak', leavesOutQuery: false });
  });

  it('says where a query is not even sent', () => {
    const withKey = viewAddress(written('https://api.example.com/v1?api_key=abc'), path);
    expect(withKey).toMatchObject({
      called: 'https://api.example.com/v1/chat/completions',
      leavesOutQuery: true,
    });
  });

  it('changes its origin with every letter that is typed into the host', () => {
    const word = 'http://nas.local:80';
    const origins = Array.from(word, (_, end) => viewAddress(written(word.slice(0, end + 1)), path)).map(
      (view) => (view.ok ? view.origin : view.error),
    );
    expect(origins.slice(-4)).toEqual([
      'http://nas.local',
      'http://nas.local',
      'http://nas.local:8',
      'http://nas.local',
    ]);
  });

  it.each([
    ['', 'empty'],
    ['http://', 'no-url'],
    ['ftp://nas/asr', 'not-http'],
    ['https://me:secret@example.com/v1', 'has-password'],
  ])('of %j is a problem: %s', (url, error) => {
    expect(viewAddress(written(url), path)).toEqual({ ok: false, error });
  });
});
