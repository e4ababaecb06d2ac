/** What hands do to a box: pull the cable, hold K0, tap RST. For the simulated one, where there are no hands. */
import { createStore, type StoreApi } from 'zustand';
import type { SerialLike } from '../../platform/serial/serial-shapes.ts';

/** The part of a simulated cable that hands reach. */
export interface SimulatedBox {
  readonly serial: SerialLike;
  readonly cable: {
    unplug(): void;
    plug(): void;
    press(button: 'k0' | 'rst', isHeld: boolean): void;
  };
}

export interface HandsState {
  readonly isPlugged: boolean;
  readonly isK0Held: boolean;
}

export interface SimulatedHands {
  readonly store: StoreApi<HandsState>;
  /** Makes the box when it is first asked for, and puts the cable in. */
  serial(): Promise<SerialLike>;
  setPlugged(isPlugged: boolean): void;
  holdK0(isHeld: boolean): void;
  tapRst(): void;
}

export function createSimulatedHands(create: () => Promise<SimulatedBox>): SimulatedHands {
  const store = createStore<HandsState>(() => ({ isPlugged: true, isK0Held: false }));
  let making: Promise<SimulatedBox> | undefined;
  let box: SimulatedBox | undefined;
  const setPlugged = (isPlugged: boolean): void => {
    if (box === undefined || store.getState().isPlugged === isPlugged) return;
    if (isPlugged) box.cable.plug();
    else box.cable.unplug();
    store.setState({ isPlugged });
  };
  return {
    store,
    async serial() {
      making ??= create();
      box = await making;
      const { serial, cable } = box;
      // Pulled by hand, or by a fault. It takes a moment to be seen on the bus, as any box does.
      if ((await serial.getPorts()).length === 0) {
        const plugged = seen(serial);
        cable.plug();
        await plugged;
      }
      store.setState({ isPlugged: true });
      return serial;
    },
    setPlugged,
    holdK0(isHeld) {
      box?.cable.press('k0', isHeld);
      store.setState({ isK0Held: isHeld });
    },
    tapRst() {
      box?.cable.press('rst', true);
      box?.cable.press('rst', false);
    },
  };
}

/** Comes with the next box on the bus. */
function seen(serial: SerialLike): Promise<void> {
  return new Promise((resolve) => {
    const onConnect = () => {
      serial.removeEventListener('connect', onConnect);
      resolve();
    };
    serial.addEventListener('connect', onConnect);
  });
}
