/** Who listens, thinks and speaks, and what that means for privacy. */
import type { ServerPartner } from '../../core/profile/profile.ts';
import type { StringTables } from '../ui/language.ts';
import type { Cargo, Departure } from './departures.ts';
import type { PartnerChoices } from './profile-in-use.ts';

interface PartnerStrings {
  readonly heading: string;
  readonly parts: Readonly<Record<keyof PartnerChoices, string>>;
  readonly looking: string;
  readonly server: string;
  readonly serverAt: (server: ServerPartner, host: string) => string;
  readonly change: (part: string, taken: string) => string;
  /** One sentence. */
  readonly privacy: (departures: readonly Departure[]) => string;
}

const cargoEn: Readonly<Record<Cargo, string>> = {
  sound: 'your voice',
  words: 'your words',
  answers: 'the answers',
};
const cargoZh: Readonly<Record<Cargo, string>> = { sound: '你的声音', words: '你说的话', answers: '回答' };

const listOf = (parts: readonly string[], and: string, comma: string): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(comma)}${and}${parts.at(-1) ?? ''}`;

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function placeEn({ to }: Departure): string {
  if (to.kind === 'vendor') return 'the maker of this browser';
  return to.isNear ? `${to.host} in your network` : to.host;
}

function privacyEn(departures: readonly Departure[]): string {
  if (departures.length === 0) return 'Nothing you say leaves this computer.';
  const sentences = departures.map((departure, index) => {
    const { what } = departure;
    const verb = index > 0 ? '' : what.length === 1 && what[0] === 'sound' ? ' goes' : ' go';
    const cargo = listOf(
      what.map((one) => cargoEn[one]),
      ' and ',
      ', ',
    );
    return `${cargo}${verb} to ${placeEn(departure)}`;
  });
  return `${capital(listOf(sentences, ', and ', ', '))}.`;
}

function placeZh({ to }: Departure): string {
  if (to.kind === 'vendor') return '浏览器厂商';
  return to.isNear ? `你网络中的 ${to.host}` : ` ${to.host}`;
}

function privacyZh(departures: readonly Departure[]): string {
  if (departures.length === 0) return '你说的话不会离开这台电脑。';
  const sentences = departures.map((departure) => {
    const cargo = listOf(
      departure.what.map((one) => cargoZh[one]),
      '和',
      '、',
    );
    return `${cargo}会发送到${placeZh(departure)}`;
  });
  return `${sentences.join('，')}。`;
}

export const partnerStrings: StringTables<PartnerStrings> = {
  en: {
    heading: 'Who you talk to',
    parts: { ears: 'Ears', brain: 'Brain', voice: 'Voice' },
    looking: 'Looking around …',
    server: 'Server',
    serverAt: (server, host) =>
      server.kind === 'echokit' ? `EchoKit at ${host}` : `${server.model || 'Realtime'} at ${host}`,
    change: (part, taken) => `${part}: ${taken}. Change it in Settings`,
    privacy: privacyEn,
  },
  zh: {
    heading: '和谁对话',
    parts: { ears: '耳朵', brain: '大脑', voice: '声音' },
    looking: '正在看看这里有什么…',
    server: '服务器',
    serverAt: (server, host) =>
      server.kind === 'echokit' ? `${host} 上的 EchoKit` : `${host} 上的 ${server.model || 'Realtime'}`,
    change: (part, taken) => `${part}：${taken}。到设置中更改`,
    privacy: privacyZh,
  },
};
