import { findLanguageModel } from '../engines/page/prompt-api.ts';
import { useStrings } from '../ui/language.ts';
import { BrowserDownload, type Availability } from './browser-download.tsx';
import { downloadStrings } from './download.strings.ts';

/** Chrome's built-in language model: whether it is there, and the way to get it. */
export function BuiltInModel() {
  const strings = useStrings(downloadStrings);
  return (
    <BrowserDownload
      ask={askForModel}
      download={downloadModel}
      words={{
        available: { title: strings.modelReady },
        downloadable: { title: strings.modelNeedsDownload, help: strings.modelNeedsDownloadHelp },
        missing: { title: strings.modelMissing, help: strings.modelMissingHelp },
      }}
    />
  );
}

async function askForModel(): Promise<Availability> {
  switch (await findLanguageModel()?.availability()) {
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
async function downloadModel(onProgress: (part: number) => void): Promise<void> {
  const session = await findLanguageModel()?.create({
    monitor: (monitor) =>
      monitor.addEventListener('downloadprogress', (event) => onProgress((event as ProgressEvent).loaded)),
  });
  session?.destroy();
}
