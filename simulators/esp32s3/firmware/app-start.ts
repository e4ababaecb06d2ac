/** What any application of ESP-IDF prints before its own code runs. */
import type { Millis } from '../../../core/units.ts';
import type { ChipFacts } from '../chip-facts.ts';
import type { LoadedApp } from './boot-loader.ts';
import { logLine } from './console-log.ts';

export function appStartText({ image }: LoadedApp, facts: ChipFacts, uptimeMs: Millis): string {
  const { descriptor } = image;
  const revision = `v${facts.revision.major}.${facts.revision.minor}`;
  const lines: (readonly [string, string])[] = [
    ...(facts.psramMegabytes === 0
      ? []
      : [['esp_psram', `Found ${facts.psramMegabytes}MB PSRAM device`] as const]),
    ['cpu_start', 'Multicore app'],
    ['cpu_start', 'Pro cpu start user code'],
    ['cpu_start', 'cpu freq: 240000000 Hz'],
    ['app_init', 'Application information:'],
    ...(descriptor === null
      ? []
      : [
          ['app_init', `Project name:     ${descriptor.project}`] as const,
          ['app_init', `App version:      ${descriptor.version}`] as const,
          ['app_init', `Compile time:     ${descriptor.date} ${descriptor.time}`] as const,
          ['app_init', `ELF file SHA256:  ${descriptor.elfSha256.slice(0, 9)}...`] as const,
          ['app_init', `ESP-IDF:          ${descriptor.idfVersion}`] as const,
        ]),
    ['efuse_init', `Chip rev:         ${revision}`],
    ['heap_init', 'Initializing. RAM available for dynamic allocation:'],
    ['spi_flash', 'flash io: dio'],
    ['main_task', 'Started on CPU0'],
    ['main_task', 'Calling app_main()'],
  ];
  return lines.map(([tag, text], n) => logLine('I', uptimeMs + 400 + 6 * n, tag, text)).join('');
}
