/** The simulated box over the air, loaded when somebody asks for one: the browser's adapter before a scripted server. */
import { createScriptedBox } from '../simulators/gatt/scripted-bluetooth.ts';
import type { StartSimulatedBluetooth } from './device/bluetooth/simulated-bluetooth.ts';
import { createWebBluetoothBoxes } from './platform/bluetooth/web-bluetooth-boxes.ts';

/** About as long as a box takes for each write. Source: EchoKit sheet 7.4, which infers 5 to 10 a second. */
const paceMs = 100;

let made = 0;

export const startSimulatedBluetooth: StartSimulatedBluetooth = (firmware) => {
  const box = createScriptedBox({
    firmware,
    // Each one is a box of its own, with nothing sent to it yet.
    id: `simulated-${Date.now()}-${++made}`,
    stored: { ssid: 'Workshop', pass: 'measure twice', server_url: 'ws://192.168.1.20:8080/ws' },
    pace: () => new Promise((take) => setTimeout(take, paceMs)),
  });
  return Promise.resolve({
    boxes: createWebBluetoothBoxes({ bluetooth: () => box.bluetooth, isSecurePage: true }),
    pressK0: () => box.pressK0(),
    enterSetup: () => box.enterSetup(),
  });
};
