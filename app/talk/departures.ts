/** What leaves this computer with the engines in use, and where it goes: for the sentence about privacy. Pure. */
import { hostKind } from '../../core/engine-wire/host-kind.ts';
import type { PipelinePartner, Profile, ServiceAddress } from '../../core/profile/profile.ts';
import { readServerUrl } from '../../core/profile/server-url.ts';

/** `sound`: what the microphone hears while someone speaks; `words`: what was said, as text; `answers`: the replies. */
export type Cargo = 'sound' | 'words' | 'answers';

export type Destination =
  | { readonly kind: 'host'; readonly host: string; readonly isNear: boolean }
  /** Whoever made this browser. */
  | { readonly kind: 'vendor' };

export interface Departure {
  readonly to: Destination;
  readonly what: readonly Cargo[];
}

/** @param page `location.hostname`: where the companion is, if there is one */
export function departuresOf(
  { server, partner }: Pick<Profile, 'server' | 'partner'>,
  page: string,
): readonly Departure[] {
  if (server === undefined) return enginesDepartures(partner, page);
  const read = readServerUrl(server.url);
  const to = read.ok ? destinationOf(read.value.host.replace(/:\d+$/, '')) : null;
  return to === null ? [] : [{ to, what: ['sound', 'words', 'answers'] }];
}

function enginesDepartures(partner: PipelinePartner, page: string): readonly Departure[] {
  const { asr, llm, tts } = partner;
  const departures: Departure[] = [];
  const send = (what: readonly Cargo[], to: Destination | null): void => {
    if (to === null) return;
    const index = departures.findIndex((known) => sameDestination(known.to, to));
    const known = departures[index];
    if (known === undefined) departures.push({ to, what });
    else
      departures[index] = { to, what: [...known.what, ...what.filter((one) => !known.what.includes(one))] };
  };
  if (asr.kind === 'openai-asr') send(['sound'], serviceHost(asr.address, page));
  if (asr.kind === 'browser-asr' && !asr.onDevice) send(['sound'], { kind: 'vendor' });
  if (llm.kind === 'openai-chat') send(['words', 'answers'], serviceHost(llm.address, page));
  if (tts.kind === 'gsv' || tts.kind === 'openai-speech') send(['answers'], serviceHost(tts.address, page));
  if (tts.kind === 'companion-voice') send(['answers'], destinationOf(page));
  // Some of its voices are made online, and a page cannot be sure which.
  if (tts.kind === 'browser-voice') send(['answers'], { kind: 'vendor' });
  return departures;
}

/** What goes through the companion to a service on its own machine ends on that machine. */
function serviceHost({ url, via }: ServiceAddress, page: string): Destination | null {
  if (!URL.canParse(url)) return null;
  const { hostname } = new URL(url);
  return destinationOf(via === 'companion' && hostKind(hostname) === 'loopback' ? page : hostname);
}

function destinationOf(host: string): Destination | null {
  const kind = hostKind(host);
  return kind === 'loopback' ? null : { kind: 'host', host, isNear: kind !== 'public' };
}

function sameDestination(a: Destination, b: Destination): boolean {
  return a.kind === 'host' && b.kind === 'host' ? a.host === b.host : a.kind === b.kind;
}
