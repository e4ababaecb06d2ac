/** What boxes print, for the tests of this room. */
import type { LogLine, MonitorUpdate } from './log-types.ts';
import { createLogReader, type LogReader } from './log-reader.ts';

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (line: LogLine): string => line.runs.map(({ text }) => text).join('');

const green = '\u001b[0;32m';
const off = '\u001b[0m';
/** As ESP-IDF prints it. */
export const info = (tag: string, text: string): string => `${green}I (1234) ${tag}: ${text}${off}\r\n`;

export const romLines = [
  'ESP-ROM:esp32s3-20210327',
  'Build:Mar 27 2021',
  'rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)',
  'SPIWP:0xee',
  '',
].join('\r\n');

interface Boot {
  readonly ssid?: string;
  readonly pass?: string;
  readonly url?: string;
}

/** Up to where it connects. */
export const bootLog = ({
  ssid = 'HomeNet',
  pass = 'correct horse',
  url = 'ws://192.168.1.5/ws',
}: Boot = {}) =>
  romLines +
  info('boot', 'Loaded app from partition at offset 0x210000') +
  info('app_init', 'App version:      v0.3.2') +
  info('main_task', 'Calling app_main()') +
  info('echokit', `SSID: "${ssid}"`) +
  info('echokit', `PASS: "${pass}"`) +
  info('echokit', `Server URL: "${url}"`);

/** All that a reader told of a text that came at once. */
export function readAll(text: string | Uint8Array, reader: LogReader = createLogReader()): MonitorUpdate {
  return reader.read(typeof text === 'string' ? bytesOf(text) : text, 1000);
}

export const textsOf = (text: string | Uint8Array): string[] => readAll(text).lines.map(textOf);
