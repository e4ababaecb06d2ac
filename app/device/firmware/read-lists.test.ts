import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { looksLikeList, readCatalogue, readList } from './read-lists.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const launchpad = `esp_toml_version = 1.0
firmware_images_url = "https://echokit.dev/firmware/"
supported_apps = ["EchoKit"]
[EchoKit]
chipsets = ["ESP32-S3"]
developKits.esp32-s3 = ["EchoKit-DIY"]
image.EchoKit-DIY = "echokit_boards.bin"
`;
const manifest = JSON.stringify({
  name: 'Box',
  version: '1.2',
  builds: [{ chipFamily: 'ESP32-S3', parts: [{ path: 'app.bin', offset: 65536 }] }],
});

describe('lists of firmware', () => {
  it('are told from firmware by their beginning', () => {
    expect(looksLikeList('box.bin', new Uint8Array([0xe9, 1, 2]))).toBe(false);
    expect(looksLikeList('list.toml', bytes(launchpad))).toBe(true);
    expect(looksLikeList('download', bytes(launchpad))).toBe(true);
    expect(looksLikeList('download', bytes(manifest))).toBe(true);
    expect(looksLikeList('page.bin', bytes('<html>'))).toBe(false);
  });

  it('of ESP Launchpad and of esp-web-tools are read, with addresses made whole', () => {
    expect(readList(bytes(launchpad), undefined)).toMatchObject({
      ok: true,
      value: [
        {
          name: 'EchoKit',
          detail: 'EchoKit-DIY',
          files: [{ url: 'https://echokit.dev/firmware/echokit_boards.bin' }],
        },
      ],
    });
    expect(readList(bytes(manifest), 'https://box.example/web/manifest.json')).toMatchObject({
      ok: true,
      value: [{ detail: '1.2', files: [{ url: 'https://box.example/web/app.bin', offset: 65536 }] }],
    });
  });

  it('from disk need whole addresses, and only those of the web', () => {
    expect(readList(bytes(manifest), undefined)).toEqual({
      ok: false,
      error: { code: 'not-a-catalogue', detail: 'app.bin' },
    });
    const local = manifest.replace('app.bin', 'file:///etc/passwd');
    expect(readList(bytes(local), undefined)).toMatchObject({
      ok: false,
      error: { code: 'not-a-catalogue' },
    });
  });

  it.each([
    ['{', 'not-a-catalogue'],
    ['= nonsense', 'not-a-catalogue'],
    ['{"builds": 5}', 'not-a-catalogue'],
    [manifest.replace('ESP32-S3', 'ESP32-C3'), 'no-s3-build'],
  ])('that cannot be read say so: %s', (text, code) => {
    expect(readList(bytes(text), 'https://box.example/')).toMatchObject({ ok: false, error: { code } });
  });

  it('of the app itself has EchoKit for the DIY board and the Box', () => {
    const own = readFileSync(new URL('../../../public/firmware/catalog.json', import.meta.url), 'utf8');
    const read = readCatalogue(own, 'http://localhost:9090/firmware/catalog.json');
    expect(read.ok && read.value.flatMap(({ files }) => files.map(({ url }) => url))).toEqual(
      expect.arrayContaining([
        'https://echokit.dev/firmware/echokit_boards.bin',
        'https://echokit.dev/firmware/echokit_box.bin',
      ]),
    );
  });
});
