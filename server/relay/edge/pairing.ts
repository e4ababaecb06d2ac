/**
 * What boxes must know to reach us: the token, the addresses, and which of them some box was told. The token changes
 * when a person asks for it, here or at another companion with the same pairing file or bus, and never by itself.
 */
import type { EchoError } from '../../../core/errors.ts';
import type { PairingView } from '../../../core/relay/relay-message.ts';
import type { Bus } from '../bus.ts';
import { boxUrl, hostOfBoxUrl } from './box-path.ts';
import { openPairingFile, pairingFileStamp, readPairingFile, replacePairingFile } from './pairing-file.ts';
import { createPairingToken, isPairingToken, isWellFormedToken } from './pairing-token.ts';
import { ToldHosts } from './told-hosts.ts';

/** How often the file is looked at, for another companion's renewal. */
const lookEveryMs = 2_000;
/** Carries the new token: companions on one bus trust each other with what boxes say, too. */
const renewedSubject = 'pairing.renewed';

export interface PairingOptions {
  /** Where the token is kept; made if there is none. */
  readonly file: string;
  /** Name of this companion: what boxes were told is kept by name, as companions differ in address. */
  readonly instance: string;
  readonly bus: Bus;
  readonly log: (line: string) => void;
  readonly lookEveryMs?: number;
}

export class Pairing {
  readonly #options: PairingOptions;
  readonly #told: ToldHosts;
  readonly #listeners = new Set<(view: PairingView) => void>();
  readonly #endings: (() => void)[] = [];
  #token: string;
  #stamp: string;
  #hosts: readonly string[] = [];
  #complaint = '';

  private constructor(options: PairingOptions, token: string, stamp: string) {
    this.#options = options;
    this.#token = token;
    this.#stamp = stamp;
    this.#told = new ToldHosts(`${options.file}.told-${options.instance}.json`, options.log);
  }

  /** Rejects with EchoError of `PairingErrorCode`. */
  static async open(options: PairingOptions): Promise<Pairing> {
    const first = await openPairingFile(options.file);
    // In this order a renewal in between is seen now, or at the first look.
    const stamp = await pairingFileStamp(options.file);
    const pairing = new Pairing(options, (await readPairingFile(options.file)) ?? first, stamp);
    await pairing.#told.load();
    pairing.#watch();
    return pairing;
  }

  view(): PairingView {
    const token = this.#token;
    const lost = [...this.#told.hosts()].filter((host) => !this.#hosts.includes(host));
    const urlsOf = (hosts: readonly string[]) => hosts.map((host) => boxUrl(host, token));
    return { token, urls: urlsOf(this.#hosts), lostUrls: urlsOf(lost) };
  }

  /** Whether a box that offers this is let in. In constant time. */
  admits(offered: string): boolean {
    return isPairingToken(this.#token, offered);
  }

  /** @param hosts `host:port` of each address where boxes reach us now */
  setHosts(hosts: readonly string[]): void {
    if (hosts.join() === this.#hosts.join()) return;
    this.#hosts = hosts;
    this.#changed();
  }

  /** A box was told this URL, or has dialled it. */
  urlSent(box: string, url: string): void {
    const host = hostOfBoxUrl(url);
    if (host !== undefined && this.#told.tell(box, host)) this.#changed();
  }

  /** A new token, here and at the others. Rejects with EchoError `pairing-unwritable`, and then all stays as it was. */
  async renew(): Promise<PairingView> {
    const token = createPairingToken();
    await replacePairingFile(this.#options.file, token);
    this.#options.log('the pairing token was renewed: every box has to be told the new URL');
    this.#take(token);
    this.#options.bus.publish(renewedSubject, Buffer.from(token, 'latin1'));
    return this.view();
  }

  /** Tells of other tokens, addresses and lost addresses. @returns ends the telling */
  onChange(hear: (view: PairingView) => void): () => void {
    this.#listeners.add(hear);
    return () => void this.#listeners.delete(hear);
  }

  /** Resolves when all that was told is on disk. */
  async close(): Promise<void> {
    for (const end of this.#endings) end();
    this.#listeners.clear();
    await this.#told.flush();
  }

  #watch(): void {
    const { bus, lookEveryMs: everyMs = lookEveryMs } = this.#options;
    let looking = false;
    const timer = setInterval(() => {
      if (looking) return;
      looking = true;
      void this.#look().finally(() => (looking = false));
    }, everyMs);
    timer.unref();
    this.#endings.push(
      () => clearInterval(timer),
      bus.subscribe(renewedSubject, (payload) => this.#hearRenewal(Buffer.from(payload).toString('latin1'))),
    );
  }

  /** Companions may have a copy of the file each: what came by the bus is written down as well. */
  #hearRenewal(token: string): void {
    if (!isWellFormedToken(token) || token === this.#token) return;
    this.#take(token);
    this.#options.log('the pairing token was renewed at another companion');
    replacePairingFile(this.#options.file, token).catch((failure: unknown) => {
      this.#complain((failure as EchoError).message);
    });
  }

  async #look(): Promise<void> {
    const { file, log } = this.#options;
    const stamp = await pairingFileStamp(file);
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    try {
      const token = await readPairingFile(file);
      if (token === null)
        return this.#complain(`the pairing file ${file} is gone; its token holds on until the end`);
      this.#complaint = '';
      if (token === this.#token) return;
      this.#take(token);
      log('the pairing token was renewed in its file');
    } catch (failure) {
      this.#complain(`${(failure as EchoError).message}; the former token holds on`);
    }
  }

  /** Once for each trouble, not at every look. */
  #complain(line: string): void {
    if (line !== this.#complaint) this.#options.log(line);
    this.#complaint = line;
  }

  #take(token: string): void {
    this.#token = token;
    this.#changed();
  }

  #changed(): void {
    const view = this.view();
    for (const hear of [...this.#listeners]) hear(view);
  }
}
