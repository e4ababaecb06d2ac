import { useCallback } from 'react';
import { findSpeechRecognition } from '../engines/page/speech-recognition.ts';
import { useStrings } from '../ui/language.ts';
import { BrowserDownload, type Availability } from './browser-download.tsx';
import { downloadStrings } from './download.strings.ts';
import { spokenLanguage } from './person-language.ts';

/** The pack with which the browser recognises a language on this device. @param language BCP 47 or `auto` */
export function LanguagePack({ language }: { readonly language: string }) {
  const strings = useStrings(downloadStrings);
  const spoken = spokenLanguage(language);
  const ask = useCallback(() => askForPack(spoken), [spoken]);
  return (
    <BrowserDownload
      ask={ask}
      download={() => downloadPack(spoken)}
      words={{
        available: { title: strings.packReady },
        downloadable: { title: strings.packNeedsDownload },
        missing: { title: strings.packMissing, help: strings.packMissingHelp },
      }}
    />
  );
}

async function askForPack(language: string): Promise<Availability> {
  switch (await findSpeechRecognition()?.available?.({ langs: [language], processLocally: true })) {
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

async function downloadPack(language: string): Promise<void> {
  const isInstalled = await findSpeechRecognition()?.install?.({ langs: [language], processLocally: true });
  if (isInstalled !== true) throw new Error(`no language pack for ${language}`);
}
