/** Words for what a server that answers makes known: outside a turn, and of a turn that failed. */
import { englishBoxMessages } from '../../core/echokit/box-session/messages.en.ts';
import { chineseBoxMessages } from '../../core/echokit/box-session/messages.zh.ts';
import { englishRealtimeMessages } from '../../core/realtime/messages.en.ts';
import { chineseRealtimeMessages } from '../../core/realtime/messages.zh.ts';
import type { ServerPartner } from '../../core/profile/profile.ts';
import type { NoticeView, TurnFailure } from '../../workers/conversation-api.ts';
import type { StringTables } from '../ui/language.ts';

type Details = Readonly<Record<string, string | number>>;

export interface ServerWords {
  readonly title: string;
  /** Empty where nothing has to be done. */
  readonly whatToDo: string;
  /** Most likely first. */
  readonly causes: readonly string[];
}

interface Tables {
  readonly echokit: { readonly notices: WordTable; readonly failures: WordTable };
  readonly realtime: { readonly notices: WordTable };
  readonly unknown: string;
}

type WordTable = Readonly<
  Record<string, (details: Details) => Omit<ServerWords, 'causes'> & { readonly causes?: readonly string[] }>
>;

const tables: StringTables<Tables> = {
  en: {
    echokit: englishBoxMessages,
    realtime: englishRealtimeMessages,
    unknown: 'The server made something known',
  },
  zh: { echokit: chineseBoxMessages, realtime: chineseRealtimeMessages, unknown: '服务器有新情况' },
};

export type ExplainNotice = (notice: NoticeView, kind: ServerPartner['kind']) => ServerWords;

const explainWith =
  ({ echokit, realtime, unknown }: Tables): ExplainNotice =>
  ({ code, details }, kind) =>
    wordsIn(kind === 'echokit' ? echokit.notices : realtime.notices, code, details) ?? {
      title: unknown,
      whatToDo: code,
      causes: [],
    };

export const serverNotices: StringTables<ExplainNotice> = {
  en: explainWith(tables.en),
  zh: explainWith(tables.zh),
};

/** What an EchoKit server's silence means, for a turn that failed by it; undefined for failures that engines know too. */
export const serverFailures: StringTables<(failure: TurnFailure) => ServerWords | undefined> = {
  en: ({ code, details }) => wordsIn(tables.en.echokit.failures, code, details),
  zh: ({ code, details }) => wordsIn(tables.zh.echokit.failures, code, details),
};

function wordsIn(table: WordTable, code: string, details: Details): ServerWords | undefined {
  const words = Object.hasOwn(table, code) ? table[code] : undefined;
  return words && { causes: [], ...words(details) };
}
