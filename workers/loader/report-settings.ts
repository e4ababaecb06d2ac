/** What a settings partition holds, as the page is told. */
import { sectorBytes } from '../../core/esp/flash-bytes.ts';
import { readNvs } from '../../core/esp/nvs/read-nvs.ts';
import { settingsNamespace } from '../../core/esp/settings/setting-limits.ts';
import { settingsOf } from '../../core/esp/settings/settings-of.ts';
import type { SettingsReport, SettingsWritten } from '../loader-api.ts';
import type { KnownNvs } from './box-session.ts';
import { LoaderError } from './loader-error.ts';
import type { PagesWritten } from './write-settings.ts';

/** @throws LoaderError `unreadable-settings` with `details.reason` */
export function reportSettings({ image, partition }: KnownNvs, bytesRead: number): SettingsReport {
  const reading = readNvs(image);
  if (!reading.mount.ok) {
    const { code, message } = reading.mount.error;
    throw new LoaderError('unreadable-settings', message, { details: { reason: code } });
  }
  const namespaces = new Set(reading.entries.map(({ namespace }) => namespace));
  namespaces.delete(settingsNamespace);
  return {
    ...settingsOf(reading),
    partition,
    usedPages: reading.pages.length,
    pages: partition.size / sectorBytes,
    bytesRead,
    otherNamespaces: [...namespaces],
  };
}

export const reportWritten = ({ image, pages, bytesWritten, bytesRead }: PagesWritten): SettingsWritten => ({
  settings: settingsOf(readNvs(image)).settings,
  pagesWritten: pages,
  bytesWritten,
  bytesRead,
});
