import type { Millis } from '../../../core/units.ts';
import type { RecognitionFinding } from '../auto-profile.ts';
import type {
  RecognitionErrorName,
  SpeechRecognitionClass,
  SpeechRecognitionErrorEventLike,
} from './speech-recognition.ts';

/** A browser that has the class but not its vendor's keys says so well within this time. */
const probeMs: Millis = 1500;

/** Errors that only mean that nobody has spoken. */
const harmless: ReadonlySet<RecognitionErrorName> = new Set(['no-speech', 'aborted']);

export interface RecognitionProbe {
  readonly Recognition: SpeechRecognitionClass | undefined;
  /** BCP 47. */
  readonly language: string;
  /** An open microphone. Without one nothing is tried, since that could make the browser ask for it. */
  readonly track: MediaStreamTrack | undefined;
  readonly after: (ms: Millis, run: () => void) => () => void;
}

/** Whether the browser's recogniser really works: many browsers have the class and no service behind it. */
export async function probeRecognition(probe: RecognitionProbe): Promise<RecognitionFinding> {
  const { Recognition, language, track } = probe;
  if (Recognition === undefined) return 'missing';
  if (await isOnDevice(Recognition, language)) return 'on-device';
  if (track === undefined) return 'untested';
  return (await startsWithout(Recognition, probe, track)) ? 'usable' : 'unusable';
}

async function isOnDevice(Recognition: SpeechRecognitionClass, language: string): Promise<boolean> {
  try {
    return (await Recognition.available?.({ langs: [language], processLocally: true })) === 'available';
  } catch {
    // Browsers that do not know the language, or the question, have no local recogniser for it.
    return false;
  }
}

/** Starts a session and gives it a moment to fail. */
function startsWithout(
  Recognition: SpeechRecognitionClass,
  { language, after }: RecognitionProbe,
  track: MediaStreamTrack,
): Promise<boolean> {
  return new Promise((resolve) => {
    const recognition = new Recognition();
    recognition.lang = language;
    recognition.continuous = true;
    const settle = (works: boolean) => {
      cancel();
      resolve(works);
      recognition.abort();
    };
    const cancel = after(probeMs, () => settle(true));
    recognition.addEventListener('result', () => settle(true));
    recognition.addEventListener('error', (event) => {
      settle(harmless.has((event as SpeechRecognitionErrorEventLike).error));
    });
    try {
      recognition.start(track);
    } catch {
      // It refuses even to begin: the track has ended or another session runs. Either way it is not to be relied on.
      settle(false);
    }
  });
}
