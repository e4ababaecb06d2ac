/**
 * What an installed EchoKit firmware does from its first instruction on: settings of the flash, pictures, setup mode or
 * Wi-Fi, then the conversation of `simulators/box`. All that it says goes over the console, as the real one's.
 * Source: sheet `echokit.md` 7.
 */
import type { Millis } from '../../../core/units.ts';
import type { DialBox } from '../../box/box-link.ts';
import type { BoxLogEntry } from '../../box/box-log.ts';
import type { BoxVersion } from '../../box/firmware.ts';
import type { SimulatedBox } from '../../box/simulated-box.ts';
import { dataSubtypes, partitionTypes } from '../../../core/esp/table/partition-names.ts';
import type { Partition } from '../../../core/esp/partition-table-types.ts';
import type { AppHost, RunningApp } from '../esp32s3-types.ts';
import { appStartText } from './app-start.ts';
import { bootLoader, type LoadedApp } from './boot-loader.ts';
import { wordsFor } from './box-words.ts';
import { logLine, quoted } from './console-log.ts';
import { noNvs, panicOfPictures, panicOfWifi, panicText, type Panic } from './panics.ts';
import { bootRom } from './rom-boot.ts';
import { readSettings, storeState, type StoredSettings } from './stored-settings.ts';

export interface FirmwareOptions {
  /** What is in the air; null for nothing. */
  readonly network: { readonly ssid: string; readonly password: string } | null;
  /** Reaches servers; null: none is to be reached. */
  readonly dial: DialBox | null;
  /** GPIO0 is low, by the button or by the cable's lines. */
  readonly isK0Held: () => boolean;
  /** `quick` takes a fiftieth of the real pauses. */
  readonly pace: 'real' | 'quick';
}

/** A running firmware that has a button. */
export interface RunningFirmware extends RunningApp {
  /** GPIO0 changed. */
  setK0(isHeld: boolean): void;
}

const quickness = 50;
/** However quick: a loop of reboots has to leave time for others. */
const leastRestartMs: Millis = 250;
const longPressMs: Millis = 1000;
const heapEveryMs: Millis = 5000;
const echokitProjects = new Set(['libespidf', 'echokit', 'echokit_box']);

/** What `onRunApp` of a chip wants. */
export const runFirmware = (host: AppHost, options: FirmwareOptions): RunningFirmware =>
  new Firmware(host, options);

class Firmware implements RunningFirmware {
  readonly #host: AppHost;
  readonly #options: FirmwareOptions;
  readonly #cancels = new Set<() => void>();
  #isStopped = false;
  #uptimeMs: Millis = 0;
  #k0Since: Millis | null = null;
  /** What a short press does now. */
  #onK0: (kind: 'short' | 'long') => void = () => undefined;
  #box: SimulatedBox | null = null;
  #nvs: Partition | null = null;
  #elf = '';

  constructor(host: AppHost, options: FirmwareOptions) {
    this.#host = host;
    this.#options = options;
    // The chip is still within its reset.
    this.#after(0, () => this.#boot());
  }

  receive(): void {
    // Its console takes no commands.
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#cancels) cancel();
    this.#box?.stop();
  }

  setK0(isHeld: boolean): void {
    const now = this.#host.clock.now();
    if (isHeld) {
      this.#k0Since = now;
      return;
    }
    const heldMs = this.#k0Since === null ? null : now - this.#k0Since;
    this.#k0Since = null;
    if (heldMs !== null && !this.#isStopped) this.#onK0(heldMs < longPressMs ? 'short' : 'long');
  }

  #boot(): void {
    const { flash, facts } = this.#host;
    const rom = bootRom(flash);
    this.#host.print(rom.text);
    if (!rom.isLoaded) return this.#restartAfter(1000);
    const { text, app, uptimeMs } = bootLoader(flash, facts);
    this.#uptimeMs = uptimeMs;
    this.#host.print(text);
    if (app === null) return this.#restartAfter(100);
    this.#after(300, () => this.#startApp(app));
  }

  #startApp(app: LoadedApp): void {
    const { descriptor } = app.image;
    this.#host.print(appStartText(app, this.#host.facts, this.#uptimeMs));
    this.#elf = descriptor?.elfSha256 ?? '';
    this.#uptimeMs += 500;
    // Somebody else's application is quiet from here on.
    if (descriptor !== null && echokitProjects.has(descriptor.project))
      this.#after(100, () => this.#main(app.partitions, versionOf(descriptor.version)));
  }

  #main(partitions: readonly Partition[], version: BoxVersion): void {
    const { flash } = this.#host;
    const nvs = partitions.find(
      ({ label, type, subtype }) =>
        label === 'nvs' && type === partitionTypes.data && subtype === dataSubtypes.nvs,
    );
    if (nvs === undefined) return this.#panic(noNvs);
    this.#nvs = nvs;
    const settings = readSettings(flash, nvs);
    this.#say('echokit', 'DEFAULT_SERVER_URL: None');
    this.#say('echokit', `SSID: ${quoted(settings.ssid)}`);
    this.#say('echokit', `PASS: ${quoted(settings.pass)}`);
    this.#say('echokit', `Server URL: ${quoted(settings.serverUrl)}`);
    if (settings.state !== 0) storeState(flash, nvs, 0);
    const panic = panicOfPictures(settings);
    if (panic !== null) return this.#panic(panic);
    this.#tellHeap(5238, 142);
    this.#after(1500, () => {
      const { ssid, pass, serverUrl, state } = settings;
      const isSetUp = ssid !== '' && pass !== '' && serverUrl !== '';
      if (this.#options.isK0Held() || state === 1 || !isSetUp) this.#enterSetup();
      else this.#connectWifi(settings, version);
    });
  }

  /** Waits for Bluetooth, which this simulation leaves to `simulators/gatt`, or for K0. */
  #enterSetup(): void {
    this.#say('NimBLE', 'GAP procedure initiated: advertise; ');
    this.#say(
      'esp32_nimble::ble_device',
      `Device Address: ${macPlus(this.#host.facts.mac, 2).toUpperCase()}`,
    );
    this.#keepTellingHeap(5187, 98);
    this.#onK0 = () => {
      this.#say('echokit', 'Button k0 pressed');
      this.#restartAfter(500);
    };
  }

  #connectWifi(settings: StoredSettings, version: BoxVersion): void {
    const { network } = this.#options;
    this.#say('echokit::network', 'Connecting wifi...');
    const panic = panicOfWifi(settings);
    if (panic !== null) return this.#panic(panic);
    this.#wifi(`mode : sta (${this.#host.facts.mac})`);
    this.#wifi('enable tsf');
    const isThere = network !== null && network.ssid === settings.ssid;
    if (!isThere) return this.#after(4000, () => this.#failWifi());
    this.#wifi('new:<6,0>, old:<1,0>, ap:<255,255>, sta:<6,0>, prof:1');
    this.#wifi('state: init -> auth (0xb0)');
    this.#wifi('state: auth -> assoc (0x0)');
    this.#wifi('state: assoc -> run (0x10)');
    if (network.password !== settings.pass)
      return this.#after(4000, () => {
        // 15: the four-way handshake timed out, which is how a wrong password shows.
        this.#wifi('state: run -> init (0xf00)');
        this.#failWifi();
      });
    this.#wifi(`connected with ${settings.ssid}, aid = 1, channel 6, BW20, bssid = 02:00:00:00:00:01`);
    this.#say('echokit::network', 'Waiting for DHCP lease...');
    this.#after(900, () => {
      const subnet = 'Subnet { gateway: 192.168.71.1, mask: Mask(24) }';
      const address = 'ip: 192.168.71.100';
      const servers = 'dns: Some(192.168.71.1), secondary_dns: Some(0.0.0.0)';
      this.#say('echokit::network', `Wifi DHCP info: IpInfo { ${address}, subnet: ${subnet}, ${servers} }`);
      void this.#converse(settings.serverUrl, version);
    });
  }

  #failWifi(): void {
    this.#say('echokit', 'Error: ESP_ERR_TIMEOUT', 'E');
    this.#awaitSetup();
  }

  async #converse(server: string, version: BoxVersion): Promise<void> {
    this.#keepTellingHeap(4630, 61);
    const { dial } = this.#options;
    if (dial === null) return this.#failServer('no route to host');
    try {
      const { createSimulatedBox } = await import('../../box/simulated-box.ts');
      const box = await createSimulatedBox({
        server,
        dial,
        id: this.#host.facts.mac.replaceAll(':', ''),
        version,
        clock: this.#host.clock,
        onLog: (entry) => this.#tellConversation(entry),
      });
      if (this.#isStopped) return box.stop();
      this.#box = box;
    } catch (error) {
      return this.#failServer(error instanceof Error ? error.message : String(error));
    }
    this.#onK0 = (kind) => {
      this.#say('echokit::app', 'Received event: k0');
      this.#box?.press(kind === 'long' ? 'k0-long' : 'k0');
    };
    this.#box.powerOn();
  }

  #tellConversation(entry: BoxLogEntry): void {
    const words = wordsFor(entry);
    if (words !== null) this.#say(words.tag, words.text, words.level);
    if (entry.kind === 'reboot') return this.#restartAfter(0);
    if (entry.kind === 'state' && entry.entered && entry.state === 'unreachable') this.#awaitSetup();
  }

  #failServer(why: string): void {
    this.#say('echokit', `Failed to connect to server: ${why}`, 'E');
    this.#awaitSetup();
  }

  /** After a failure K0 restarts it into setup; nothing is tried again. */
  #awaitSetup(): void {
    this.#onK0 = () => {
      this.#say('echokit', 'Received event to enter setup');
      if (this.#nvs !== null) storeState(this.#host.flash, this.#nvs, 1);
      this.#restartAfter(500);
    };
  }

  #keepTellingHeap(spiramKb: number, internalKb: number): void {
    this.#tellHeap(spiramKb, internalKb);
    this.#uptimeMs += heapEveryMs;
    this.#arm(heapEveryMs, () => this.#keepTellingHeap(spiramKb, internalKb));
  }

  #tellHeap(spiramKb: number, internalKb: number): void {
    this.#say('echokit', `Free SPIRAM heap size: ${spiramKb}KB`);
    this.#say('echokit', `Free INTERNAL heap size: ${internalKb}KB`);
  }

  #panic(panic: Panic): void {
    this.#host.print(panicText(panic, this.#elf));
    this.#restartAfter(50);
  }

  #restartAfter(ms: Millis): void {
    this.#onK0 = () => undefined;
    const delay = Math.max(leastRestartMs, this.#options.pace === 'real' ? ms : ms / quickness);
    this.#arm(delay, () => this.#host.restart());
  }

  #wifi(text: string): void {
    this.#host.print(logLine('I', this.#uptimeMs, 'wifi', text).replace('wifi: ', 'wifi:'));
  }

  #say(tag: string, text: string, level: 'I' | 'W' | 'E' = 'I'): void {
    this.#host.print(logLine(level, this.#uptimeMs, tag, text));
  }

  #after(ms: Millis, work: () => void): void {
    this.#uptimeMs += ms;
    this.#arm(this.#options.pace === 'real' ? ms : ms / quickness, work);
  }

  #arm(ms: Millis, work: () => void): void {
    const cancel = this.#host.clock.after(ms, () => {
      this.#cancels.delete(cancel);
      if (!this.#isStopped) work();
    });
    this.#cancels.add(cancel);
  }
}

/** The conversation that a version speaks. Source: sheet `echokit.md` 1.4. */
function versionOf(printed: string): BoxVersion {
  const [, major = '0', minor = '3', patch = '2'] = /(\d+)\.(\d+)\.(\d+)/.exec(printed) ?? [];
  if (Number(major) === 0 && Number(minor) < 3) return '0.2.1';
  return Number(major) === 0 && Number(minor) === 3 && patch === '0' ? '0.3.0' : '0.3.2';
}

function macPlus(mac: string, more: number): string {
  const bytes = mac.split(':').map((part) => parseInt(part, 16));
  const last = (bytes.pop() ?? 0) + more;
  return [...bytes, last & 0xff].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}
