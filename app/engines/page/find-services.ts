import type { Millis } from '../../../core/units.ts';
import type { AutoFindings, FoundService } from '../auto-profile.ts';
import { expectationsFor, type ModelAvailability } from './prompt-api.ts';
import { chooseVoice, listVoices } from './browser-voice.ts';
import type { PageParts } from './local-page-engines.ts';
import { probeRecognition } from './probe-recognition.ts';

export interface Surroundings {
  /** BCP 47, the person's. */
  readonly language: string;
  /** Absent when the app is hosted as plain files. */
  readonly companion?: {
    /** `GET /api/discover`. */
    readonly discover: () => Promise<readonly FoundService[]>;
    /** Whether its built-in voice runs (`GET /api/status`). */
    readonly hasVoice: () => Promise<boolean>;
  };
  /** An open microphone, to try the browser's recogniser with. */
  readonly track?: MediaStreamTrack;
  /** This build has the data of the page's own voice. */
  readonly pageVoice: boolean;
}

export type FindParts = Pick<PageParts, 'Recognition' | 'LanguageModel' | 'synthesis' | 'after'>;

/** Nobody waits longer than this for any one finding: what is silent for so long is as good as not there. */
const findMs: Millis = 4000;
/** Languages of the page's own voice. Source: `scripts/cut-espeak-data.ts`. */
const pageVoiceLanguages: ReadonlySet<string> = new Set(['en', 'zh', 'fr', 'ja', 'de', 'es']);

/** Looks around, everything at once. Never rejects: what cannot be asked is not there. */
export async function findServices(around: Surroundings, parts: FindParts): Promise<AutoFindings> {
  const { language, companion, track } = around;
  const inTime = <T>(finding: Promise<T>, otherwise: T) => withinTime(finding, otherwise, parts.after);
  const [services, companionVoice, recognition, browserVoice] = await Promise.all([
    inTime(companion?.discover() ?? Promise.resolve([]), []),
    inTime(companion?.hasVoice() ?? Promise.resolve(false), false),
    inTime(
      probeRecognition({ Recognition: parts.Recognition, language, track, after: parts.after }),
      'unusable' as const,
    ),
    inTime(hasBrowserVoice(language, parts), false),
  ]);
  // Asked only where nothing better is there: the question alone may bring words into the console.
  const promptApi = services.some(({ kind }) => kind === 'llm')
    ? 'missing'
    : await inTime<ModelAvailability | 'missing'>(
        parts.LanguageModel?.availability(expectationsFor(language)) ?? Promise.resolve('missing' as const),
        'missing',
      );
  return {
    language,
    services,
    companion: companion !== undefined,
    companionVoice,
    recognition,
    promptApi,
    pageVoice: around.pageVoice && pageVoiceLanguages.has(language.split('-')[0]!.toLowerCase()),
    browserVoice,
  };
}

async function hasBrowserVoice(language: string, { synthesis, after }: FindParts): Promise<boolean> {
  if (synthesis === undefined) return false;
  return chooseVoice(await listVoices(synthesis, after), undefined, language) !== undefined;
}

function withinTime<T>(finding: Promise<T>, otherwise: T, after: FindParts['after']): Promise<T> {
  return new Promise((resolve) => {
    const cancel = after(findMs, () => resolve(otherwise));
    const take = (found: T) => {
      cancel();
      resolve(found);
    };
    finding.then(take, () => take(otherwise));
  });
}
