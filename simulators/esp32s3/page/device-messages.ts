/**
 * Types only: what passes between a simulated cable and the box on its other end, which may live in a worker. Everything
 * can be cloned; bytes are transferred. In order, in both directions.
 */
import type { BoxSettings } from '../../../core/esp/settings/box-settings.ts';

/** Where the cable is plugged in: the chip's own USB, or a bridge (CH343) with the two-transistor circuit. */
export type DeviceLink = 'usb-serial-jtag' | 'bridge';

/** What the box is. The first message that a device gets. */
export interface DeviceOptions {
  readonly link: DeviceLink;
  /**
   * What its flash holds, padded with 0xFF: an installed box that looks like EchoKit's, nothing, or these bytes.
   * Default `echokit`.
   */
  readonly flash?: 'echokit' | 'blank' | Uint8Array<ArrayBuffer>;
  /** Of an `echokit` flash. Default `nvs-2mib`. */
  readonly layout?: 'nvs-2mib' | 'nvs-24kib';
  /** Stored in an `echokit` flash. Default none: the box asks to be set up. */
  readonly settings?: BoxSettings;
  /** Default 16 MiB. */
  readonly flashBytes?: number;
  /** 12 lower-case hex digits. Default 98a316e5d84a. */
  readonly mac?: string;
  /** A comma list as `sim-chip --fault` takes: `drop@N`, `garble@N`, `disconnect@N`, `no-stub`, ... */
  readonly faults?: string;
  /**
   * `real`: bytes take as long as the speed of the port says, erasing, programming and booting as on silicon. Default
   * instant; the firmware then makes fifty times shorter pauses.
   */
  readonly timing?: 'real' | 'instant';
  /** How long EN takes to rise after a reset by a bridge's lines; beyond 50 the usual sequence is too quick. Default 25. */
  readonly riseMs?: number;
  /** The Wi-Fi that is in the air. Default: none, every connection fails. */
  readonly network?: { readonly ssid: string; readonly password: string };
}

export type ToDevice =
  | { readonly type: 'create'; readonly options: DeviceOptions }
  /** The cable: power comes through it. */
  | { readonly type: 'plug' }
  | { readonly type: 'unplug' }
  /** True = asserted (electrically low at the pin). */
  | { readonly type: 'lines'; readonly dtr: boolean; readonly rts: boolean }
  | { readonly type: 'baud'; readonly baud: number }
  /** Answered with `taken`. */
  | { readonly type: 'bytes'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'button'; readonly button: 'k0' | 'rst'; readonly isHeld: boolean }
  /** For tests: what the flash holds. Answered with `flash`. */
  | { readonly type: 'read-flash'; readonly id: number; readonly offset: number; readonly length: number };

export type FromDevice =
  | { readonly type: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'taken'; readonly id: number }
  /** The box on USB, after power, after a reset over USB-Serial/JTAG (which it leaves and enters), after a fault. */
  | { readonly type: 'usb'; readonly isThere: boolean }
  | { readonly type: 'flash'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> };

/** The box's end as the cable has it. `onMessage` is set once, before the first `send`. */
export interface DeviceEnd {
  send(message: ToDevice): void;
  onMessage: (message: FromDevice) => void;
  /** For good. */
  close(): void;
}
