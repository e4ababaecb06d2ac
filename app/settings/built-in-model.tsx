import { useCallback } from 'react';
import { expectationsFor, findLanguageModel } from '../engines/page/prompt-api.ts';
import { useStrings } from '../ui/language.ts';
import { BrowserDownload, type Availability } from './browser-download.tsx';
import { downloadStrings } from './download.strings.ts';
import { spokenLanguage } from './person-language.ts';

/** Chrome's built-in language model: whether it is there, and the way to get it. @param language BCP 47 or `auto` */
export function BuiltInModel({ language }: { readonly language: string }) {
  const strings = useStrings(downloadStrings);
  const spoken = spokenLanguage(language);
  const ask = useCallback(() => askForModel(spoken), [spoken]);
  return (
    <BrowserDownload
      ask={ask}
      download={(onProgress) => downloadModel(spoken, onProgress)}
      words={{
        available: { title: strings.modelReady },
        downloadable: { title: strings.modelNeedsDownload, help: strings.modelNeedsDownloadHelp },
        missing: { title: strings.modelMissing, help: strings.modelMissingHelp },
      }}
    />
  );
}

async function askForModel(language: string): Promise<Availability> {
  switch (await findLanguageModel()?.availability(expectationsFor(language))) {
    case 'available':
      return 'available';
    case 'downloadable':
    case 'downloading':
      return 'downloadable';
    case 'unavailable':
    case undefined:
      return 'missing';
  }
}

/** Making a session is how a page asks for the model; the session itself is not needed. */
async function downloadModel(language: string, onProgress: (part: number) => void): Promise<void> {
  const session = await findLanguageModel()?.create({
    ...expectationsFor(language),
    monitor: (monitor) =>
      monitor.addEventListener('downloadprogress', (event) => onProgress((event as ProgressEvent).loaded)),
  });
  session?.destroy();
}
