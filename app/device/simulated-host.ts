/** A simulated cable behind the interface of the browser's ports. */
import { messageWire, PortLine } from '../platform/serial/port-line.ts';
import { requestError } from '../platform/serial/serial-errors.ts';
import type { GrantedPort, SerialHost } from '../platform/serial/serial-host.ts';
import type { PortLike, SerialLike } from '../platform/serial/serial-shapes.ts';

const described = (port: PortLike): GrantedPort => ({ port, ids: port.getInfo(), facts: null });

export function simulatedSerialHost(serial: SerialLike): SerialHost {
  const watch = (listener: (event: 'connected' | 'disconnected', port: PortLike) => void): (() => void) => {
    const tell = (event: 'connected' | 'disconnected') => (happened: Event) =>
      listener(event, happened.target as unknown as PortLike);
    const [onConnect, onDisconnect] = [tell('connected'), tell('disconnected')];
    serial.addEventListener('connect', onConnect);
    serial.addEventListener('disconnect', onDisconnect);
    return () => {
      serial.removeEventListener('connect', onConnect);
      serial.removeEventListener('disconnect', onDisconnect);
    };
  };
  return {
    support: () => ({ kind: 'web-serial' }),
    async request() {
      try {
        return described(await serial.requestPort({ filters: [] }));
      } catch (cause) {
        throw requestError(cause);
      }
    },
    granted: async () => (await serial.getPorts()).map(described),
    watch: (listener) => watch((event, port) => listener(event, described(port))),
    line({ port }) {
      const { port1, port2 } = new MessageChannel();
      const line = new PortLine({
        port,
        ports: { granted: () => serial.getPorts(), watch },
        wire: messageWire(port1),
      });
      return { workerEnd: port2, end: () => line.end() };
    },
  };
}
