/** Something the browser can bring to this device once: a language model, a language pack. */
import { useEffect, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { downloadStrings } from './download.strings.ts';

export type Availability = 'missing' | 'downloadable' | 'available';

type DownloadState =
  | { readonly phase: 'asking' }
  | { readonly phase: Availability }
  | { readonly phase: 'downloading'; readonly percent?: number }
  | { readonly phase: 'failed' };

interface BrowserDownloadProps {
  /** Whether it is there. The same function as long as the question is the same. */
  readonly ask: () => Promise<Availability>;
  /** Must begin within a press. @param onProgress 0 to 1, where the browser tells */
  readonly download: (onProgress: (part: number) => void) => Promise<unknown>;
  readonly words: Readonly<Record<Availability, { readonly title: string; readonly help?: string }>>;
}

export function BrowserDownload({ ask, download, words }: BrowserDownloadProps) {
  const strings = useStrings(downloadStrings);
  const [state, setState] = useState<DownloadState>({ phase: 'asking' });
  useEffect(() => {
    let isGone = false;
    const show = (phase: Availability) => {
      if (!isGone) setState({ phase });
    };
    // Browsers that cannot answer cannot do it either.
    ask().then(show, () => show('missing'));
    return () => {
      isGone = true;
    };
  }, [ask]);

  const start = async () => {
    setState({ phase: 'downloading' });
    try {
      await download((part) => setState({ phase: 'downloading', percent: Math.round(part * 100) }));
      setState({ phase: await ask() });
    } catch {
      // Browsers give no reason that a person could act on.
      setState({ phase: 'failed' });
    }
  };
  const button = (
    <Button size="small" onClick={() => void start()}>
      {strings.download}
    </Button>
  );

  switch (state.phase) {
    case 'asking':
      return null;
    case 'available':
      return <Notice tone="good" title={words.available.title} />;
    case 'missing':
      return (
        <Notice tone="warning" title={words.missing.title}>
          {words.missing.help}
        </Notice>
      );
    case 'downloadable':
      return (
        <Notice tone="info" title={words.downloadable.title} actions={button}>
          {words.downloadable.help}
        </Notice>
      );
    case 'downloading':
      return <Notice tone="info" title={strings.downloading(state.percent)} />;
    case 'failed':
      return (
        <Notice tone="danger" title={strings.downloadFailed} actions={button}>
          {strings.downloadFailedHelp}
        </Notice>
      );
  }
}
