/** Serial ports as this browser offers them. The only file here that knows `navigator.serial` and `navigator.usb`. */
import { EchoError } from '../../../core/errors.ts';
import { usbSerialFacts, usbSerialFilters, type UsbSerialFacts } from '../../../core/esp/loader/usb-ids.ts';
import { messageWire, PortLine } from './port-line.ts';
import { requestError } from './serial-errors.ts';
import type { PortInfo, PortLike, SerialLike } from './serial-shapes.ts';
import { serialSupport, type SerialSupport } from './serial-support.ts';
import { webUsbPorts } from './web-usb-ports.ts';

/** A port that the person has granted. */
export interface GrantedPort {
  readonly port: PortLike;
  readonly ids: PortInfo;
  /** Null for ids that no box is known to have. */
  readonly facts: UsbSerialFacts | null;
}

export interface SerialHost {
  support(): SerialSupport;
  /**
   * Asks the person; needs a click.
   * @param showAll without it the picker has the ids that boxes are known to have
   * @throws EchoError with a `SerialErrorCode`
   */
  request(options: { readonly showAll: boolean }): Promise<GrantedPort>;
  /** Those of earlier visits that are plugged in. */
  granted(): Promise<readonly GrantedPort[]>;
  /** @returns stops it */
  watch(listener: (event: 'connected' | 'disconnected', port: GrantedPort) => void): () => void;
  /** A line for the loader's worker, which opens the port through it. */
  line(port: GrantedPort): SerialLineToPort;
}

export interface SerialLineToPort {
  /** To be transferred to `LoaderApi.attach`. */
  readonly workerEnd: MessagePort;
  /** Closes the port and the line. */
  end(): Promise<void>;
}

const describePort = (port: PortLike): GrantedPort => {
  const ids = port.getInfo();
  return { port, ids, facts: usbSerialFacts(ids) ?? null };
};

/** Both APIs are looked up at each use: whoever replaces them replaces the whole link. */
export function browserSerialHost(): SerialHost {
  const overUsb = webUsbPorts(() => navigator.usb);
  const support = (): SerialSupport =>
    serialSupport({
      hasSerial: 'serial' in navigator,
      hasUsb: 'usb' in navigator,
      isSecure: isSecureContext,
      isBrave: 'brave' in navigator,
      userAgent: navigator.userAgent,
    });

  function api(): SerialLike {
    const found = support();
    switch (found.kind) {
      case 'web-serial':
        return navigator.serial;
      case 'web-usb':
        return overUsb;
      case 'none':
        throw new EchoError(found.why, 'this browser offers no serial ports');
    }
  }

  const grantedPorts = async (): Promise<readonly PortLike[]> =>
    support().kind === 'none' ? [] : api().getPorts();

  function watchPorts(listener: (event: 'connected' | 'disconnected', port: PortLike) => void): () => void {
    if (support().kind === 'none') return () => undefined;
    const watched = api();
    // Of another realm, or simulated: known by its shape.
    const tell = (event: 'connected' | 'disconnected') => (happened: Event) => {
      if (happened.target !== null && 'getInfo' in happened.target)
        listener(event, happened.target as unknown as PortLike);
    };
    const [onConnect, onDisconnect] = [tell('connected'), tell('disconnected')];
    watched.addEventListener('connect', onConnect);
    watched.addEventListener('disconnect', onDisconnect);
    return () => {
      watched.removeEventListener('connect', onConnect);
      watched.removeEventListener('disconnect', onDisconnect);
    };
  }

  return {
    support,
    async request({ showAll }) {
      const serial = api();
      try {
        return describePort(
          await serial.requestPort({ filters: showAll ? [] : [...usbSerialFilters(false)] }),
        );
      } catch (cause) {
        throw cause instanceof EchoError ? cause : requestError(cause);
      }
    },
    async granted() {
      return (await grantedPorts()).map(describePort);
    },
    watch: (listener) => watchPorts((event, port) => listener(event, describePort(port))),
    line({ port }) {
      const { port1, port2 } = new MessageChannel();
      const line = new PortLine({
        port,
        ports: { granted: grantedPorts, watch: watchPorts },
        wire: messageWire(port1),
      });
      return { workerEnd: port2, end: () => line.end() };
    },
  };
}
