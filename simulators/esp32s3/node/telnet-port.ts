/**
 * The server's half of RFC 2217: a serial port over Telnet. Bytes of the client in, data, changes of the port and
 * replies out; it knows no socket. Sources: RFC 854, RFC 2217.
 */

export type PortChange =
  | { readonly kind: 'baud'; readonly baud: number }
  /** True = asserted. */
  | { readonly kind: 'dtr' | 'rts'; readonly isAsserted: boolean };

export type PortEvent =
  | PortChange
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'reply'; readonly bytes: Uint8Array };

const iac = 255;
const dont = 254;
const doOption = 253;
const wont = 252;
const will = 251;
const subBegin = 250;
const subEnd = 240;

const comPort = 44;
/** BINARY, ECHO (we have none, but clients ask), SUPPRESS-GO-AHEAD, COM-PORT. */
const supported: ReadonlySet<number> = new Set([0, 1, 3, comPort]);

const signature = new TextEncoder().encode('simulated ESP32-S3');
/** Added to a command's number in replies. */
const replyOffset = 100;
const command = {
  signature: 0,
  baud: 1,
  dataBits: 2,
  parity: 3,
  stopBits: 4,
  control: 5,
  purge: 12,
} as const;
const control = {
  flowRequest: 0,
  noFlow: 1,
  breakRequest: 4,
  breakOff: 6,
  dtrRequest: 7,
  dtrOn: 8,
  dtrOff: 9,
  rtsRequest: 10,
  rtsOn: 11,
  rtsOff: 12,
} as const;

/** Longer subnegotiations are not RFC 2217's. */
const longestSub = 256;

export class TelnetPort {
  #state: 'data' | 'iac' | 'option' | 'sub' | 'sub-iac' = 'data';
  #verb = 0;
  #sub: number[] = [];
  /** Options that we said WILL or DO to, by verb: said once. */
  readonly #agreed = new Set<string>();
  #baud = 115_200;
  #dtr = false;
  #rts = false;

  /** What the client's bytes mean, in order. */
  receive(bytes: Uint8Array): PortEvent[] {
    const events: PortEvent[] = [];
    let data: number[] = [];
    const endData = () => {
      if (data.length > 0) events.push({ kind: 'data', bytes: Uint8Array.from(data) });
      data = [];
    };
    for (const byte of bytes) {
      if (this.#state === 'data' && byte !== iac) {
        data.push(byte);
        continue;
      }
      if (this.#state === 'iac' && byte === iac) {
        data.push(iac);
        this.#state = 'data';
        continue;
      }
      const found = this.#control(byte);
      if (found.length > 0) {
        endData();
        events.push(...found);
      }
    }
    endData();
    return events;
  }

  /** Data for the client. */
  escape(bytes: Uint8Array): Uint8Array {
    return bytes.includes(iac)
      ? Uint8Array.from([...bytes].flatMap((byte) => (byte === iac ? [iac, iac] : [byte])))
      : bytes;
  }

  #control(byte: number): readonly PortEvent[] {
    switch (this.#state) {
      case 'data':
        this.#state = 'iac';
        return [];
      case 'iac':
        if (byte === subBegin) {
          this.#sub = [];
          this.#state = 'sub';
        } else if (byte >= will && byte <= dont) {
          this.#verb = byte;
          this.#state = 'option';
        } else this.#state = 'data';
        return [];
      case 'option':
        this.#state = 'data';
        return this.#negotiate(this.#verb, byte);
      case 'sub':
        if (byte === iac) this.#state = 'sub-iac';
        else this.#keep(byte);
        return [];
      case 'sub-iac':
        if (byte === subEnd) {
          this.#state = 'data';
          return this.#subnegotiate(this.#sub);
        }
        if (byte === iac) this.#keep(byte);
        this.#state = 'sub';
        return [];
    }
  }

  #keep(byte: number): void {
    if (this.#sub.length < longestSub) this.#sub.push(byte);
  }

  #negotiate(verb: number, option: number): readonly PortEvent[] {
    if (verb === wont || verb === dont) return [];
    const isSupported = supported.has(option);
    const answer = verb === doOption ? (isSupported ? will : wont) : isSupported ? doOption : dont;
    const agreement = `${answer} ${option}`;
    // What was agreed on is not said again, or two polite ends would never stop.
    if (this.#agreed.has(agreement)) return [];
    this.#agreed.add(agreement);
    return [{ kind: 'reply', bytes: Uint8Array.of(iac, answer, option) }];
  }

  #subnegotiate([option, code, ...values]: readonly number[]): readonly PortEvent[] {
    if (option !== comPort || code === undefined) return [];
    switch (code) {
      case command.signature:
        return [reply(code, [...signature])];
      case command.baud: {
        const baud = values.slice(0, 4).reduce((sum, byte) => sum * 256 + byte, 0);
        const isRequest = baud === 0;
        if (!isRequest) this.#baud = baud;
        const told = reply(
          code,
          [24, 16, 8, 0].map((shift) => (this.#baud >>> shift) & 0xff),
        );
        return isRequest ? [told] : [{ kind: 'baud', baud }, told];
      }
      case command.dataBits:
        return [reply(code, [8])];
      case command.parity:
      case command.stopBits:
        return [reply(code, [1])];
      case command.control:
        return this.#setControl(values[0] ?? 0);
      case command.purge:
        // Nothing waits here: what the chip says is passed on at once.
        return [reply(code, values.slice(0, 1))];
      default:
        // Masks of what we should tell by ourselves: we never do, and agree to any.
        return code < replyOffset ? [reply(code, values.slice(0, 1))] : [];
    }
  }

  #setControl(value: number): readonly PortEvent[] {
    switch (value) {
      case control.dtrOn:
      case control.dtrOff:
        this.#dtr = value === control.dtrOn;
        return [{ kind: 'dtr', isAsserted: this.#dtr }, reply(command.control, [value])];
      case control.rtsOn:
      case control.rtsOff:
        this.#rts = value === control.rtsOn;
        return [{ kind: 'rts', isAsserted: this.#rts }, reply(command.control, [value])];
      case control.dtrRequest:
        return [reply(command.control, [this.#dtr ? control.dtrOn : control.dtrOff])];
      case control.rtsRequest:
        return [reply(command.control, [this.#rts ? control.rtsOn : control.rtsOff])];
      case control.flowRequest:
        return [reply(command.control, [control.noFlow])];
      case control.breakRequest:
        return [reply(command.control, [control.breakOff])];
      default:
        return [reply(command.control, [value])];
    }
  }
}

function reply(code: number, values: readonly number[]): PortEvent {
  const escaped = values.flatMap((byte) => (byte === iac ? [iac, iac] : [byte]));
  return {
    kind: 'reply',
    bytes: Uint8Array.of(iac, subBegin, comPort, code + replyOffset, ...escaped, iac, subEnd),
  };
}
