/** The link and the companion itself, over a real socket: both ends of one set of shapes. */
import { Window } from 'happy-dom';
import { expect, it } from 'vitest';
import { startCompanion } from '../../../server/companion.testing.ts';
import { createCompanionLink, readCompanionAccess } from './companion-link.ts';

const resolveName = (hostname: string) =>
  Promise.resolve([{ address: hostname === 'nas.home' ? '192.168.1.7' : '93.184.215.14', family: 4 }]);

/** As a page that this companion has served. */
async function linked() {
  const companion = await startCompanion({ resolveName, probes: [] });
  const origin = `http://localhost:${companion.port}`;
  const page = new Window({ url: `${origin}/` }).document;
  page.write(await (await fetch(`${origin}/`)).text());
  const access = readCompanionAccess(page as unknown as Document);
  if (access === undefined) throw new Error('the companion wrote no session into its page');
  return { origin, link: createCompanionLink(access) };
}

it('lists, inspects, allows and revokes', async () => {
  const { link } = await linked();
  expect(await link.upstreams()).toContainEqual(
    expect.objectContaining({ origin: 'http://localhost:9091', source: 'built-in', revocable: true }),
  );
  expect(await link.inspect('http://127.0.0.1:9091')).toMatchObject({
    origin: 'http://localhost:9091',
    reach: 'loopback',
    listed: { privateAllowed: true },
  });
  expect(await link.inspect('http://nas.home:8080')).toMatchObject({ reach: 'private', listed: null });
  await expect(link.allow('http://nas.home:8080', { allowPrivate: false })).rejects.toMatchObject({
    code: 'upstream-private',
  });
  const allowed = await link.allow('http://nas.home:8080', { allowPrivate: true });
  expect(allowed).toMatchObject({ origin: 'http://nas.home:8080', source: 'person', privateAllowed: true });
  expect(await link.upstreams()).toContainEqual(allowed);
  await link.revoke('http://nas.home:8080');
  expect(await link.upstreams()).not.toContainEqual(allowed);
});

it('hears what is never allowed', async () => {
  const { link } = await linked();
  await expect(link.inspect('http://169.254.169.254')).rejects.toMatchObject({ code: 'upstream-forbidden' });
});

it('hears that its session is over', async () => {
  const { origin } = await linked();
  const stranger = createCompanionLink({ origin, session: 'of-yesterday' });
  await expect(stranger.upstreams()).rejects.toMatchObject({ code: 'companion-session' });
});

it('asks what the companion is and what is around it', async () => {
  const { link } = await linked();
  expect(await link.status()).toMatchObject({ version: '1.2.3', voice: { engine: 'eSpeak NG' } });
  expect(await link.discover()).toEqual([]);
});
