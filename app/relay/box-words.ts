/** Short words about a box, for its card and its page. Pure. */
import type { RelayBox } from '../../workers/relay-api.ts';
import type { boxStrings } from './box.strings.ts';

type Strings = (typeof boxStrings)['en'];

export function whoAnswers({ mode, owner }: Pick<RelayBox, 'mode' | 'owner'>, strings: Strings): string {
  if (mode.kind === 'pass-through') return strings.byServer(upstreamHost(mode.upstream));
  return { you: strings.byThisTab, another: strings.byAnotherTab, nobody: strings.byNobody }[owner];
}

export const upstreamHost = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

export function firmwareWords(
  { firmware, simulated }: Pick<RelayBox, 'firmware' | 'simulated'>,
  strings: Strings,
): string {
  const words = firmware === undefined ? strings.unknownFirmware : strings.firmware(firmware);
  return simulated ? `${strings.simulated} · ${words}` : words;
}

/** This tab is told what passes: it answers the box, or watches it. */
export const isHeardHere = ({ mode, owner, watched }: RelayBox): boolean =>
  watched || (mode.kind === 'answer' && owner === 'you');
