/** What a line says of the box. Sources: sheet `echokit.md` 7.5, `device.md` A.11. */
import type { LogHeader } from './log-header.ts';
import type { BoxStatus } from './log-types.ts';

export type BoxFact =
  /** The ROM's first line. */
  | { readonly type: 'reset' }
  | { readonly type: 'booted'; readonly into: NonNullable<BoxStatus['booted']> }
  /** `app_main` was called, or the application itself spoke. */
  | { readonly type: 'app-started' }
  | { readonly type: 'version'; readonly version: string }
  | { readonly type: 'mac'; readonly mac: string }
  | { readonly type: 'ssid'; readonly ssid: string }
  | { readonly type: 'password'; readonly bytes: number }
  | { readonly type: 'server-url'; readonly url: string }
  | { readonly type: 'wifi'; readonly state: NonNullable<BoxStatus['wifi']>['state'] }
  | { readonly type: 'ip'; readonly ip: string }
  | { readonly type: 'server'; readonly state: NonNullable<BoxStatus['server']> }
  | { readonly type: 'activity'; readonly activity: NonNullable<BoxStatus['activity']> }
  /** Wakes, interrupts or ends, by what it was doing. */
  | { readonly type: 'k0' }
  | { readonly type: 'heap'; readonly memory: 'internal' | 'spiram'; readonly kib: number }
  | { readonly type: 'trouble' }
  | { readonly type: 'panic'; readonly message: string }
  | { readonly type: 'backtrace'; readonly frames: readonly string[] };

export interface ReadLine {
  /** Secrets masked. */
  readonly text: string;
  readonly header: LogHeader | null;
  readonly passwordBytes: number | null;
}

/** The first rule that fits tells; lines that say nothing of the box give none. */
export function readFacts(line: ReadLine): readonly BoxFact[] {
  return line.header === null ? bareFacts(line.text) : taggedFacts(line.header, line.passwordBytes);
}

const panics =
  /(Guru Meditation Error.*|panicked at.*|abort\(\) was called.*|assert failed.*|\*\*\*ERROR\*\*\*.*)/;

function bareFacts(text: string): readonly BoxFact[] {
  if (text.includes('ESP-ROM:')) return [{ type: 'reset' }];
  // Bit 3 of the strapping word: the flash is booted.
  const boot = /\brst:0x[\da-f]+ .*\bboot:0x([\da-f]{1,8})/i.exec(text)?.[1];
  if (boot !== undefined)
    return [{ type: 'booted', into: (parseInt(boot, 16) & 8) === 0 ? 'download' : 'app' }];
  if (/waiting for download/.test(text)) return [{ type: 'booted', into: 'download' }];
  const panic = panics.exec(text)?.[1];
  if (panic !== undefined) return [{ type: 'panic', message: panic.trim() }];
  const backtrace = /\bBacktrace:\s*(.*)/.exec(text)?.[1];
  if (backtrace !== undefined)
    return [{ type: 'backtrace', frames: backtrace.split(/\s+/).filter((frame) => frame.startsWith('0x')) }];
  return [];
}

function taggedFacts({ tag, message }: LogHeader, passwordBytes: number | null): readonly BoxFact[] {
  const panic = panics.exec(message)?.[1];
  if (panic !== undefined) return [{ type: 'panic', message: panic.trim() }];
  switch (tag) {
    case 'boot':
      return message.startsWith('Loaded app from partition') ? [{ type: 'booted', into: 'app' }] : [];
    case 'app_init': {
      const version = /^App version:\s*(\S.*)$/.exec(message)?.[1];
      return version === undefined ? [] : [{ type: 'version', version: version.trim() }];
    }
    case 'main_task':
      return message.startsWith('Calling app_main()') ? [{ type: 'app-started' }] : [];
    case 'wifi':
      return wifiFacts(message);
    case 'echokit':
      return [{ type: 'app-started' }, ...mainFacts(message, passwordBytes)];
    case 'echokit::network':
      return networkFacts(message);
    case 'echokit::bt':
    case 'esp32_nimble::ble_device':
      return [{ type: 'activity', activity: 'setup' }];
    case 'echokit::app':
      return appFacts(message);
    case 'echokit::ws':
      return serverFacts(message);
    default:
      return [];
  }
}

function wifiFacts(message: string): readonly BoxFact[] {
  const mac = /^mode : sta \(((?:[\da-f]{2}:){5}[\da-f]{2})\)/i.exec(message)?.[1];
  if (mac !== undefined) return [{ type: 'mac', mac: mac.toLowerCase() }];
  if (/^state: \w+ -> init\b/.test(message)) return [{ type: 'wifi', state: 'failed' }];
  return [];
}

function mainFacts(message: string, passwordBytes: number | null): readonly BoxFact[] {
  if (message.startsWith('PASS: ')) return [{ type: 'password', bytes: passwordBytes ?? 0 }];
  const quoted = /^(SSID|Server URL): "(.*)"/.exec(message);
  if (quoted !== null) {
    const value = (quoted[2] ?? '').replace(/\\(["'\\])/g, '$1');
    return quoted[1] === 'SSID' ? [{ type: 'ssid', ssid: value }] : [{ type: 'server-url', url: value }];
  }
  const heap = /^Free (SPIRAM|INTERNAL) heap size: (\d{1,12})\s*(KB)?/.exec(message);
  if (heap !== null) {
    const size = Number(heap[2]);
    // Old builds name no unit, and count bytes.
    const kib = heap[3] === undefined ? Math.round(size / 1024) : size;
    return [{ type: 'heap', memory: heap[1] === 'SPIRAM' ? 'spiram' : 'internal', kib }];
  }
  if (message.startsWith('Failed to connect to server:')) return [{ type: 'server', state: 'failed' }];
  if (message.startsWith('WebSocket task finished')) return [{ type: 'server', state: 'lost' }];
  if (message.startsWith('Received event to enter setup')) return [{ type: 'activity', activity: 'setup' }];
  return message.startsWith('Error:') ? [{ type: 'trouble' }] : [];
}

function networkFacts(message: string): readonly BoxFact[] {
  if (message.startsWith('Connecting wifi') || message.startsWith('Waiting for DHCP'))
    return [{ type: 'wifi', state: 'connecting' }];
  if (!message.startsWith('Wifi DHCP info:')) return [];
  const ip = /\bip: ((?:\d{1,3}\.){3}\d{1,3})/.exec(message)?.[1];
  return [{ type: 'wifi', state: 'connected' }, ...(ip === undefined ? [] : [{ type: 'ip', ip } as const])];
}

const activities: readonly (readonly [string, NonNullable<BoxStatus['activity']>])[] = [
  ['Start submitting audio', 'listening'],
  ['Submitted StartChat command', 'listening'],
  ['Received EndVad event', 'waiting'],
  ['Received audio start', 'speaking'],
  ['Received request end', 'listening'],
  ['Received idle event', 'idle'],
];
/** What only a server can have caused. */
const fromServer = /^(Received (ASR|audio|EndVad|request end)|Submitted StartChat|Audio speed)/;

function appFacts(message: string): readonly BoxFact[] {
  const server = fromServer.test(message) ? [{ type: 'server', state: 'connected' } as const] : [];
  if (message.startsWith('Received event: k0')) return [{ type: 'k0' }];
  const activity = activities.find(([words]) => message.startsWith(words))?.[1];
  return activity === undefined ? server : [...server, { type: 'activity', activity }];
}

function serverFacts(message: string): readonly BoxFact[] {
  return /^(WebSocket stream ended|WebSocket receive error|Reconnect attempt)/.test(message)
    ? [{ type: 'server', state: 'lost' }]
    : [];
}
