/**
 * What the relay worker does, without the worker: it wires the line to the companion, boxes of the page, what is known of
 * all boxes and who of them is answered here, and does what the page wishes.
 */
import type { BoxId, BoxMode, PairingView, TabMessage } from '../../core/relay/relay-message.ts';
import type { PageEngines } from '../../app/engines/page-engines.ts';
import type { Host } from '../conversation/host.ts';
import { defaultLimits, type Limits } from '../conversation/limits.ts';
import type { ConversationConfig } from '../conversation-api.ts';
import type { BoxSettings, HelloRefusal, LinkView, RelayApi, RelayEvent, RelayLink } from '../relay-api.ts';
import type { ModelStatus } from '../vad-api.ts';
import { BoxBoard } from './box-board.ts';
import { BoxFiles } from './box-files.ts';
import { BoxPartners, type CreateEngines } from './box-partners.ts';
import { BoxServing } from './box-serving.ts';
import type { BoxStore } from './box-store.ts';
import { CompanionLine, type OpenTransport } from './companion-line.ts';
import type { KnownBox } from './known-box.ts';
import { SimulatedBoxes, type BoxPort } from './simulated-boxes.ts';
import { SpeechJudge, type SpeechJudgeOptions } from './speech-judge.ts';

export interface RelayOptions {
  readonly host: Host;
  readonly openTransport: OpenTransport;
  readonly createEngines: CreateEngines;
  readonly connectPage: (port: MessagePort) => PageEngines;
  readonly models: Pick<SpeechJudgeOptions, 'loadModel' | 'fallbackModel'>;
  readonly store: BoxStore;
  /** While it is held the browser does not freeze the tab. @returns gives it back */
  readonly holdLock: () => () => void;
  readonly limits?: Limits;
}

export class Relay implements RelayApi {
  readonly #options: RelayOptions;
  readonly #line: CompanionLine;
  readonly #simulated: SimulatedBoxes;
  readonly #files: BoxFiles;
  readonly #board: BoxBoard;
  readonly #serving: BoxServing;
  #emit: (event: RelayEvent) => void = () => undefined;
  #config: ConversationConfig | null = null;
  #page: PageEngines | undefined;
  #partners: BoxPartners | null = null;
  #isAnswering = false;
  #link: LinkView = { state: 'off' };
  #pairing: PairingView | null = null;
  #model: ModelStatus | null = null;

  constructor(options: RelayOptions) {
    this.#options = options;
    const { host, openTransport, models, store, holdLock, limits = defaultLimits } = options;
    this.#files = new BoxFiles(store);
    this.#board = new BoxBoard({
      host,
      files: this.#files,
      emit: (event) => this.#emit(event),
      onPairing: (pairing) => this.#showPairing(pairing),
      onNews: (known) => this.#serving.settle(known),
      onGone: (known) => this.#serving.dismiss(known, false),
      onSlow: (known) => this.#serving.slow(known),
    });
    this.#serving = new BoxServing({
      host,
      limits,
      holdLock,
      judge: new SpeechJudge({ ...models, onStatus: (status) => this.#showModel(status) }),
      files: this.#files,
      partners: () => this.#partners,
      send: ({ view }, socket, payload) =>
        this.#send(view.id, { type: 'send', box: view.id, socket, payload }),
      onTurns: (known, turns) => this.#board.showTurns(known, turns),
      onReset: ({ view }) => this.#emit({ type: 'history-reset', box: view.id, at: host.now() }),
      onChange: (known) => {
        this.#board.remember(known);
        this.#board.show(known);
      },
    });
    this.#simulated = new SimulatedBoxes(
      () => host.now(),
      (message) => this.#board.hear(message, true),
    );
    this.#line = new CompanionLine({
      host,
      open: openTransport,
      attachment: () => ({ answers: this.#isAnswering, after: this.#board.places() }),
      onMessage: (message) => this.#board.hear(message, false),
      onLink: (link) => this.#showLink(link),
    });
  }

  listen(onEvent: (event: RelayEvent) => void): void {
    this.#emit = onEvent;
    onEvent({ type: 'link', link: this.#link });
    if (this.#pairing !== null) onEvent({ type: 'pairing', pairing: this.#pairing });
    if (this.#model !== null) onEvent({ type: 'model', status: this.#model });
    for (const known of this.#board.all) this.#board.introduce(known);
    this.#showFitness();
  }

  configure(config: ConversationConfig): void {
    this.#config = config;
    this.#makePartners();
    for (const known of this.#board.all) this.#serving.settle(known);
  }

  connectPageEngines(port: MessagePort): void {
    this.#page = this.#options.connectPage(port);
    this.#makePartners();
  }

  connect(link: RelayLink): void {
    // Without what was kept no box could be taken up where it was left.
    void this.#files.loaded.then(() => this.#line.connect(link));
  }

  disconnect(): void {
    const boxes = this.#board.all.filter(({ simulated }) => !simulated);
    for (const known of boxes) this.#release(known);
    this.#line.disconnect();
    for (const { view } of boxes) this.#board.drop(view.id);
  }

  setAnswering(on: boolean): void {
    if (on === this.#isAnswering) return;
    this.#isAnswering = on;
    for (const known of this.#board.all) {
      if (known.simulated) continue;
      if (!on) this.#release(known);
      else if (known.view.owner === 'nobody') this.own(known.view.id, false);
    }
    this.#line.reattach();
  }

  own(box: BoxId, force: boolean): void {
    this.#line.send({ type: 'own', box, force });
  }

  release(box: BoxId): void {
    const known = this.#board.get(box);
    if (known !== undefined) this.#release(known);
  }

  watch(box: BoxId): void {
    this.#setWatched(box, true);
  }

  unwatch(box: BoxId): void {
    this.#setWatched(box, false);
  }

  setMode(box: BoxId, mode: BoxMode): void {
    const known = this.#board.get(box);
    if (known !== undefined && mode.kind === 'pass-through') this.#serving.dismiss(known, true);
    this.#send(box, { type: 'set-mode', box, mode });
  }

  forget(box: BoxId): void {
    this.#send(box, { type: 'forget', box });
  }

  renewPairing(): void {
    this.#line.send({ type: 'renew-pairing' });
  }

  urlSent(box: BoxId, url: string): void {
    this.#line.send({ type: 'url-sent', box, url });
  }

  setBoxSettings(box: BoxId, settings: BoxSettings): void {
    this.#files.change(box, { settings });
    const known = this.#board.get(box);
    if (known !== undefined) this.#board.show(known);
  }

  setHello(box: BoxId | null, wav: Uint8Array | null): Promise<HelloRefusal | null> {
    const refusal = this.#files.setHello(box, wav);
    if (refusal === null)
      for (const known of this.#board.all) if (box === null || known.view.id === box) this.#board.show(known);
    return Promise.resolve(refusal);
  }

  interrupt(box: BoxId): void {
    this.#board.get(box)?.session?.interrupt();
  }

  sendText(box: BoxId, text: string): void {
    this.#board.get(box)?.session?.sendText(text);
  }

  inspect(on: boolean): void {
    this.#board.inspect(on);
  }

  attachSimulatedBox(id: BoxId, port: BoxPort): void {
    void this.#files.loaded.then(() => this.#simulated.attach(id, port));
  }

  detachSimulatedBox(id: BoxId): void {
    this.#simulated.detach(id);
  }

  #release(known: KnownBox): void {
    if (known.view.owner !== 'you' || known.simulated) return;
    this.#serving.dismiss(known, true);
    this.#line.send({ type: 'release', box: known.view.id });
  }

  #setWatched(box: BoxId, watched: boolean): void {
    const known = this.#board.get(box);
    if (known === undefined) return;
    known.watched = watched;
    this.#send(box, watched ? { type: 'watch', box } : { type: 'unwatch', box });
    this.#board.show(known);
  }

  #send(box: BoxId, message: TabMessage): void {
    if (this.#simulated.has(box)) this.#simulated.send(message);
    else this.#line.send(message);
  }

  #makePartners(): void {
    if (this.#config === null) return;
    const { createEngines, limits = defaultLimits } = this.#options;
    this.#partners = new BoxPartners(this.#config, this.#page, createEngines, limits);
    this.#showFitness();
  }

  #showLink(link: LinkView): void {
    this.#link = link;
    this.#emit({ type: 'link', link });
  }

  #showPairing(pairing: PairingView): void {
    this.#pairing = pairing;
    this.#emit({ type: 'pairing', pairing });
  }

  #showModel(status: ModelStatus): void {
    this.#model = status;
    this.#emit({ type: 'model', status });
  }

  #showFitness(): void {
    if (this.#partners === null) return;
    const { failure } = this.#partners;
    this.#emit({ type: 'unfit', ...(failure === undefined ? {} : { failure }) });
  }
}
