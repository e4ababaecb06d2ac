/**
 * What lies between a cable and the chip, as a pure model: lines and buttons in, resets and boot modes out. It knows no
 * bytes and no clock; every event carries its instant.
 *
 * - `bridge`: a UART bridge with the two-transistor circuit. RTS pulls EN low, DTR pulls GPIO0 low, both together pull
 *   neither. EN has a capacitor and rises a while after its release; GPIO0 is sampled as it rises.
 * - `usb-serial-jtag`: the chip reads the lines itself. DTR alone sets its wish to download, no line clears it, RTS alone
 *   resets; what was wished as the reset began counts, however GPIO0 is then.
 *
 * Both have K0, which pulls GPIO0 low, and RST, which pulls EN low. Source: reference sheet of the box on a cable, A.11.
 */
import type { Millis } from '../../../core/units.ts';

export type BoardLink = 'bridge' | 'usb-serial-jtag';

export interface BoardState {
  readonly link: BoardLink;
  /** From EN's release to its rise. */
  readonly riseMs: Millis;
  readonly isPowered: boolean;
  /** True = asserted. */
  readonly dtr: boolean;
  readonly rts: boolean;
  readonly isK0Held: boolean;
  readonly isRstHeld: boolean;
  readonly enable:
    | { readonly level: 'low' }
    | { readonly level: 'rising'; readonly at: Millis }
    | { readonly level: 'high' };
  /** Only `usb-serial-jtag`. */
  readonly wishesDownload: boolean;
  /** Only `usb-serial-jtag`: RTS alone keeps the chip in reset. `intoDownload`: as was wished when it began. */
  readonly usbReset: { readonly intoDownload: boolean } | null;
}

export type BoardEvent = { readonly at: Millis } & (
  | { readonly type: 'power'; readonly isOn: boolean }
  /** Both in one call. A line that is left out keeps its level. */
  | { readonly type: 'lines'; readonly dtr?: boolean; readonly rts?: boolean }
  | { readonly type: 'button'; readonly button: 'k0' | 'rst'; readonly isHeld: boolean }
  /** Nothing but time: at {@link nextBoardInstant}, or whenever. */
  | { readonly type: 'time' }
);

export type BoardEffect = { readonly at: Millis } & (
  | { readonly type: 'chip-stopped' }
  /** `wantsDownload`: GPIO0 low, or wished over USB. The chip's force-download bit comes on top. */
  | { readonly type: 'chip-started'; readonly wantsDownload: boolean; readonly cause: 'enable' | 'usb' }
);

export interface BoardStep {
  readonly state: BoardState;
  readonly effects: readonly BoardEffect[];
}

/** EN's rise on most boards; over RFC 2217, where each line is a message of its own, 70 ms are needed. */
const usualRiseMs: Millis = 25;

/** Without power, lines released. */
export function createBoard(link: BoardLink, riseMs = usualRiseMs): BoardState {
  return {
    link,
    riseMs,
    isPowered: false,
    dtr: false,
    rts: false,
    isK0Held: false,
    isRstHeld: false,
    enable: { level: 'low' },
    wishesDownload: false,
    usbReset: null,
  };
}

export function stepBoard(before: BoardState, event: BoardEvent): BoardStep {
  const risen = rise(before, event.at);
  const pulled = pullEnable(change(risen.state, event), event.at);
  const reset = resetByUsb(risen.state, pulled.state, event.at);
  // EN comes to rest at once where nothing delays it.
  const settled = rise(reset.state, event.at);
  return {
    state: settled.state,
    effects: [...risen.effects, ...pulled.effects, ...reset.effects, ...settled.effects],
  };
}

/** When it changes by itself. */
export const nextBoardInstant = ({ enable }: BoardState): Millis | null =>
  enable.level === 'rising' ? enable.at : null;

export const isGpio0Low = ({ link, dtr, rts, isK0Held }: BoardState): boolean =>
  isK0Held || (link === 'bridge' && dtr && !rts);

const isEnablePulled = ({ link, dtr, rts, isRstHeld, isPowered }: BoardState): boolean =>
  !isPowered || isRstHeld || (link === 'bridge' && rts && !dtr);

function change(state: BoardState, event: BoardEvent): BoardState {
  switch (event.type) {
    case 'power':
      return { ...state, isPowered: event.isOn };
    case 'lines':
      return { ...state, dtr: event.dtr ?? state.dtr, rts: event.rts ?? state.rts };
    case 'button':
      return event.button === 'k0'
        ? { ...state, isK0Held: event.isHeld }
        : { ...state, isRstHeld: event.isHeld };
    case 'time':
      return state;
  }
}

/** The rise that was due, with the levels until then. */
function rise(state: BoardState, now: Millis): BoardStep {
  const { enable } = state;
  if (enable.level !== 'rising' || enable.at > now) return { state, effects: [] };
  const high: BoardState = { ...state, enable: { level: 'high' } };
  // A reset over USB still holds the chip; it starts by the rules of that one.
  if (state.usbReset !== null) return { state: high, effects: [] };
  const wantsDownload = isGpio0Low(state);
  return {
    state: high,
    effects: [{ type: 'chip-started', at: enable.at, wantsDownload, cause: 'enable' }],
  };
}

function pullEnable(state: BoardState, at: Millis): BoardStep {
  const isPulled = isEnablePulled(state);
  const { enable } = state;
  if (isPulled) {
    const wasRunning = enable.level === 'high' && state.usbReset === null;
    return {
      // Whatever was wished over USB is forgotten with the chip's power.
      state: { ...state, enable: { level: 'low' }, wishesDownload: false, usbReset: null },
      effects: wasRunning ? [{ type: 'chip-stopped', at }] : [],
    };
  }
  if (enable.level !== 'low') return { state, effects: [] };
  return {
    state: { ...state, enable: { level: 'rising', at: at + state.riseMs } },
    effects: [],
  };
}

function resetByUsb(before: BoardState, state: BoardState, at: Millis): BoardStep {
  if (state.link !== 'usb-serial-jtag' || state.enable.level === 'low') return { state, effects: [] };
  const { dtr, rts } = state;
  const isResetting = rts && !dtr;
  if (isResetting && state.usbReset === null && !(before.rts && !before.dtr)) {
    const held: BoardState = { ...state, usbReset: { intoDownload: state.wishesDownload } };
    return { state: held, effects: state.enable.level === 'high' ? [{ type: 'chip-stopped', at }] : [] };
  }
  const wishesDownload = dtr === rts ? state.wishesDownload && dtr : dtr;
  if (isResetting || state.usbReset === null) return { state: { ...state, wishesDownload }, effects: [] };
  const wantsDownload = state.usbReset.intoDownload || isGpio0Low(state);
  return {
    state: { ...state, wishesDownload, usbReset: null },
    effects: state.enable.level === 'high' ? [{ type: 'chip-started', at, wantsDownload, cause: 'usb' }] : [],
  };
}
