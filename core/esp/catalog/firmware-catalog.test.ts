import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { readLaunchpadConfig } from './launchpad-config.ts';
import { readOwnCatalog } from './own-catalog.ts';
import { readWebToolsManifest } from './web-tools-manifest.ts';

const launchpad = (toml: string) => readLaunchpadConfig(parse(toml));
const entriesOf = (result: ReturnType<typeof readLaunchpadConfig>) => {
  if (!result.ok) throw result.error;
  return result.value.entries;
};
const refusalOf = (result: ReturnType<typeof readLaunchpadConfig>) =>
  result.ok
    ? null
    : `${result.error.code} ${String(result.error.details['where'] ?? result.error.details['chips'])}`;

describe('readOwnCatalog', () => {
  const own = JSON.parse(
    readFileSync(new URL('../../../public/firmware/catalog.json', import.meta.url), 'utf8'),
  ) as { entries: Record<string, unknown>[] };

  it('reads what comes with the page: every board, and VibeKeys, by https and marked as tried or not', () => {
    const entries = entriesOf(readOwnCatalog(own));
    expect(new Set(entries.map(({ board }) => board))).toEqual(
      new Set(['boards', 'box', 'cube2', 'VibeKeys']),
    );
    expect(entries.some(({ id }) => id === 'echokit-box-claude-code')).toBe(true);
    for (const { files, tried, description } of entries) {
      expect(tried).toBe(false);
      expect(description?.zh).toMatch(/\p{Script=Han}/u);
      for (const { address, offset } of files) {
        expect(new URL(address).protocol).toBe('https:');
        expect(offset).toBe(0);
      }
    }
  });

  it.each([
    ['another format', { ...own, format: 'other' }, 'not-a-catalog format'],
    ['another version', { ...own, version: 2 }, 'not-a-catalog version'],
    ['equal ids', { ...own, entries: [own.entries[0], own.entries[0]] }, 'not-a-catalog entries'],
    ['no files', { ...own, entries: [{ ...own.entries[0], files: [] }] }, 'not-a-catalog entries.0.files'],
    ['no mark', { ...own, entries: [{ ...own.entries[0], tried: null }] }, 'not-a-catalog entries.0.tried'],
    ['a list', [], 'not-a-catalog format'],
    ['nothing', null, 'not-a-catalog '],
  ])('refuses %s', (_what, value, refusal) => {
    expect(refusalOf(readOwnCatalog(value))).toBe(refusal);
  });
});

describe('readWebToolsManifest', () => {
  const manifest = {
    name: 'Clock',
    version: '2026.1',
    home_assistant_domain: 'esphome',
    new_install_prompt_erase: true,
    builds: [
      { chipFamily: 'ESP32', parts: [{ path: 'esp32.bin', offset: 0 }] },
      {
        chipFamily: 'ESP32-S3',
        improv: false,
        parts: [
          { path: 'boot.bin', offset: 0 },
          { path: 'https://files.example/table.bin', offset: 32_768 },
          { path: 'app.bin', offset: 65_536 },
        ],
      },
    ],
  };

  it("takes the build for the box's chip, addresses as they are", () => {
    expect(entriesOf(readWebToolsManifest(manifest))).toEqual([
      {
        id: 'Clock 0',
        name: 'Clock',
        board: null,
        version: '2026.1',
        description: null,
        readme: null,
        files: [
          { address: 'boot.bin', offset: 0 },
          { address: 'https://files.example/table.bin', offset: 0x8000 },
          { address: 'app.bin', offset: 0x10000 },
        ],
        tried: null,
      },
    ]);
  });

  it('tells variants by what they are for', () => {
    const parts = [{ path: 'a.bin', offset: 0 }];
    const builds = ['cdc', 'uart'].map((serialType) => ({ chipFamily: 'ESP32-S3', parts, serialType }));
    const entries = entriesOf(readWebToolsManifest({ ...manifest, version: 3, builds }));
    expect(entries.map(({ id, board, version }) => [id, board, version])).toEqual([
      ['Clock 0', 'cdc', '3'],
      ['Clock 1', 'uart', '3'],
    ]);
  });

  it.each([
    ['other chips only', { ...manifest, builds: manifest.builds.slice(0, 1) }, 'no-build-for-chip ESP32'],
    ['no builds', { ...manifest, builds: undefined }, 'not-a-catalog builds'],
    [
      'a negative offset',
      { ...manifest, builds: [{ chipFamily: 'ESP32-S3', parts: [{ path: 'a', offset: -1 }] }] },
      'not-a-catalog builds.0.parts.0.offset',
    ],
    ['too many builds', { ...manifest, builds: Array(501).fill(manifest.builds[0]) }, 'not-a-catalog builds'],
    ['a text', 'manifest', 'not-a-catalog '],
  ])('refuses %s', (_what, value, refusal) => {
    expect(refusalOf(readWebToolsManifest(value))).toBe(refusal);
  });
});

describe('readLaunchpadConfig', () => {
  const head = 'esp_toml_version = 1.0\nfirmware_images_url = "https://echokit.dev/firmware/"\n';

  it('gives an entry for each board', () => {
    const entries = entriesOf(
      launchpad(`${head}supported_apps = ["EchoKit"]
config_readme_url = "https://echokit.dev/"
[EchoKit]
chipsets = ["ESP32-S3"]
developKits.esp32-s3 = ["EchoKit-DIY", "EchoKit-BOX"]
image.EchoKit-DIY = "echokit_boards.bin"
image.EchoKit-BOX = "echokit_box.bin"
description = "EchoKit firmware"`),
    );
    expect(entries.map(({ id, board, files }) => [id, board, files])).toEqual([
      [
        'EchoKit EchoKit-DIY',
        'EchoKit-DIY',
        [{ address: 'https://echokit.dev/firmware/echokit_boards.bin', offset: 0 }],
      ],
      [
        'EchoKit EchoKit-BOX',
        'EchoKit-BOX',
        [{ address: 'https://echokit.dev/firmware/echokit_box.bin', offset: 0 }],
      ],
    ]);
    expect(entries[0]).toMatchObject({
      description: { en: 'EchoKit firmware', zh: 'EchoKit firmware' },
      readme: 'https://echokit.dev/',
      tried: null,
    });
  });

  it('takes the only section where the only application has none of its name', () => {
    const entries = entriesOf(
      launchpad(`${head}supported_apps = ["VibeKeys"]
[EchoKit]
chipsets = ["ESP32-S3"]
developKits.esp32-s3 = ["VibeKeys"]
image.VibeKeys = "vibekeys.bin"`),
    );
    expect(entries).toMatchObject([
      { name: 'VibeKeys', files: [{ address: 'https://echokit.dev/firmware/vibekeys.bin' }] },
    ]);
  });

  it("takes the chip's image where there are no boards, however the chip is spelt", () => {
    const entries = entriesOf(
      launchpad(`firmware_images_url = "https://files.example/bins"
supported_apps = ["A b", "C"]
["A b"]
chipsets = ["ESP32", "ESP32S3"]
image.esp32 = "a.bin"
image."" = "odd.bin"
image.esp32s3 = "/s3/a.bin"
[C]
chipsets = ["ESP32-H2"]
image.esp32-h2 = "h2.bin"`),
    );
    expect(entries).toMatchObject([
      { id: 'A b', board: null, files: [{ address: 'https://files.example/bins/s3/a.bin', offset: 0 }] },
    ]);
  });

  it('reads parts with their addresses', () => {
    const entries = entriesOf(
      launchpad(`multipart = true
chip = "esp32s3"
supported_apps = ["App"]
[App]
readme.text = "https://files.example/readme.md"
image.esp32s3.parts = ["https://files.example/boot.bin", "https://files.example/app.bin"]
image.esp32s3.addresses = ["0x0", "0x10000"]`),
    );
    expect(entries).toMatchObject([
      {
        readme: 'https://files.example/readme.md',
        files: [
          { address: 'https://files.example/boot.bin', offset: 0 },
          { address: 'https://files.example/app.bin', offset: 0x10000 },
        ],
      },
    ]);
  });

  it.each([
    [
      'another chip',
      'supported_apps = ["A"]\n[A]\nchipsets = ["ESP32-C6"]\nimage.x = "a"',
      'no-build-for-chip ESP32-C6',
    ],
    ['no applications', 'title = "x"', 'not-a-catalog supported_apps'],
    ['an application that is not there', 'supported_apps = ["A"]', 'not-a-catalog A'],
    ['a name of the language', 'supported_apps = ["constructor"]', 'not-a-catalog constructor'],
    [
      'no image',
      'supported_apps = ["A"]\n[A]\nchipsets = ["ESP32-S3"]\nimage.esp32 = "a"',
      'not-a-catalog A.image',
    ],
    [
      'more parts than addresses',
      'supported_apps = ["A"]\n[A]\nchipsets = ["ESP32-S3"]\nimage.esp32-s3.parts = ["a", "b"]\nimage.esp32-s3.addresses = ["0x0"]',
      'not-a-catalog A.image',
    ],
    [
      'an address that is none',
      'supported_apps = ["A"]\n[A]\nchipsets = ["ESP32-S3"]\nimage.esp32-s3.parts = ["a"]\nimage.esp32-s3.addresses = ["zero"]',
      'not-a-catalog A.image',
    ],
  ])('refuses %s', (_what, toml, refusal) => {
    expect(refusalOf(launchpad(toml))).toBe(refusal);
  });
});
