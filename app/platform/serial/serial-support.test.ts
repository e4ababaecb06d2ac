import { describe, expect, it } from 'vitest';
import { serialSupport, type BrowserTraits } from './serial-support.ts';

const desktopChrome =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';
const androidChrome = (version: number): string =>
  `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Mobile Safari/537.36`;
const firefox = (version: number, system: string): string =>
  `Mozilla/5.0 (${system}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`;

const support = (traits: Partial<BrowserTraits>) =>
  serialSupport({
    hasSerial: false,
    hasUsb: false,
    isSecure: true,
    isBrave: false,
    userAgent: desktopChrome,
    ...traits,
  });

describe('which way there is to serial ports', () => {
  it('is Web Serial wherever it speaks with USB', () => {
    expect(support({ hasSerial: true, hasUsb: true })).toEqual({ kind: 'web-serial' });
    expect(support({ hasSerial: true, hasUsb: true, userAgent: androidChrome(148) })).toEqual({
      kind: 'web-serial',
    });
    expect(support({ hasSerial: true, userAgent: firefox(151, 'X11; Linux x86_64') })).toEqual({
      kind: 'web-serial',
    });
  });

  it('is WebUSB where Web Serial is missing, or knows Bluetooth alone', () => {
    expect(support({ hasUsb: true })).toEqual({ kind: 'web-usb' });
    expect(support({ hasSerial: true, hasUsb: true, userAgent: androidChrome(140) })).toEqual({
      kind: 'web-usb',
    });
    expect(support({ hasUsb: true, isBrave: true, userAgent: androidChrome(148) })).toEqual({
      kind: 'web-usb',
    });
  });

  it.each([
    ['serial-insecure-page', { isSecure: false }],
    ['serial-brave', { isBrave: true, hasUsb: true }],
    [
      'serial-ios',
      {
        userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1',
      },
    ],
    [
      'serial-safari',
      { userAgent: 'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15' },
    ],
    ['serial-old-firefox', { userAgent: firefox(150, 'X11; Linux x86_64') }],
    ['serial-firefox-android', { userAgent: firefox(151, 'Android 14; Mobile') }],
    ['serial-unsupported', {}],
  ] as const)('says %s otherwise', (why, traits) => {
    expect(support(traits)).toEqual({ kind: 'none', why });
  });
});
