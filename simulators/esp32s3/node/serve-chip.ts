/** A simulated chip behind a port of this machine: plain bytes (`tcp`), or a serial port with its lines (`rfc2217`). */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { systemClock } from '../../box/clock.ts';
import { createBoard, isGpio0Low, nextBoardInstant, stepBoard, type BoardEvent } from '../board/board.ts';
import { createEsp32S3 } from '../esp32s3.ts';
import type { BootMode, Esp32S3, Esp32S3Options } from '../esp32s3-types.ts';
import { runFirmware, type RunningFirmware } from '../firmware/echokit-firmware.ts';
import { TelnetPort } from './telnet-port.ts';

/** Each line is a message of its own there, some 50 ms apart: EN has to rise after the last of them. */
const riseOverNetworkMs = 65;
/** A host that is faster than the line waits from here on. */
const largestBacklog = 0x4_0000;
const backlogPauseMs = 20;

export interface ServeChipOptions extends Omit<
  Esp32S3Options,
  'clock' | 'onOutput' | 'onUnplugged' | 'readStrapping' | 'onRunApp'
> {
  readonly transport: 'tcp' | 'rfc2217';
  /** Of 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** How the pins are strapped when power comes. */
  readonly start: BootMode;
  /** The host has gone. */
  readonly onDisconnect?: () => void;
}

export interface ServedChip {
  /** With the port that was taken. */
  readonly url: string;
  readonly chip: Esp32S3;
  close(): Promise<void>;
}

export async function serveChip({
  transport,
  port,
  start,
  onDisconnect,
  ...options
}: ServeChipOptions): Promise<ServedChip> {
  const clock = systemClock;
  let board = createBoard('bridge', riseOverNetworkMs);
  let cancelRise: () => void = () => undefined;
  let host: Socket | null = null;
  let telnet: TelnetPort | null = null;
  let firmware: RunningFirmware | null = null;
  const chip = createEsp32S3({
    ...options,
    clock,
    onRunApp: (app) => {
      const isK0Held = () => isGpio0Low(board);
      // Nothing is in the air here: settings have to be looked at, not talked with.
      firmware = runFirmware(app, { network: null, dial: null, isK0Held, pace: 'real' });
      return firmware;
    },
    onOutput: (bytes) => void host?.write(telnet?.escape(bytes) ?? bytes),
    onUnplugged: () => {
      board = createBoard('bridge', riseOverNetworkMs);
      cancelRise();
      host?.destroy();
    },
    readStrapping: () => (isGpio0Low(board) ? 'download' : 'app'),
  });

  const happen = (event: BoardEvent): void => {
    const step = stepBoard(board, event);
    const isGpio0Moved = isGpio0Low(board) !== isGpio0Low(step.state);
    board = step.state;
    if (isGpio0Moved) firmware?.setK0(isGpio0Low(board));
    for (const effect of step.effects) {
      if (effect.type === 'chip-stopped') chip.holdInReset();
      else chip.reset(effect.wantsDownload ? 'download' : 'app');
    }
    cancelRise();
    const next = nextBoardInstant(board);
    cancelRise =
      next === null
        ? () => undefined
        : clock.after(next - clock.now(), () => happen({ type: 'time', at: clock.now() }));
  };

  /** The board comes up with EN high at once: its rise is of no interest without anybody at the lines. */
  const power = (): void => {
    board = { ...createBoard('bridge', riseOverNetworkMs), isPowered: true, enable: { level: 'high' } };
    chip.powerOn(start);
  };

  /** Nobody drives the lines. */
  const release = (): void => happen({ type: 'lines', at: clock.now(), dtr: false, rts: false });

  const take = (bytes: Uint8Array): void => {
    if (telnet === null) return chip.receive(bytes);
    for (const event of telnet.receive(bytes)) {
      const at = clock.now();
      if (event.kind === 'data') chip.receive(event.bytes);
      else if (event.kind === 'reply') host?.write(event.bytes);
      else if (event.kind === 'baud') chip.setHostBaud(event.baud);
      else if (event.kind === 'dtr') happen({ type: 'lines', at, dtr: event.isAsserted });
      else happen({ type: 'lines', at, rts: event.isAsserted });
    }
  };

  const connect = (socket: Socket): void => {
    // Who comes later takes the cable over.
    host?.destroy();
    host = socket;
    socket.setNoDelay(true);
    telnet = transport === 'rfc2217' ? new TelnetPort() : null;
    if (transport === 'tcp' || !board.isPowered) power();
    else release();
    socket.on('data', (bytes) => {
      if (host !== socket) return;
      take(bytes);
      if (chip.backlogBytes > largestBacklog) wait(socket);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (host === socket) {
        host = null;
        if (transport === 'tcp') chip.powerOff();
        else release();
      }
      onDisconnect?.();
    });
  };

  const wait = (socket: Socket): void => {
    socket.pause();
    clock.after(backlogPauseMs, () => {
      if (chip.backlogBytes > largestBacklog) wait(socket);
      else socket.resume();
    });
  };

  const server = createServer(connect);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  if (transport === 'rfc2217') power();
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `${transport}://127.0.0.1:${taken}`,
    chip,
    close: async () => {
      cancelRise();
      const isClosed = once(server, 'close');
      server.close();
      host?.destroy();
      await isClosed;
      chip.powerOff();
    },
  };
}
