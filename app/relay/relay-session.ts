/** The Relay page's effects: asks the relay worker, and puts what it tells into the store and the inspector. */
import { proxy, transfer, type Remote } from 'comlink';
import { createStore, type StoreApi } from 'zustand';
import type { ConversationConfig } from '../../workers/conversation-api.ts';
import type { RelayApi, RelayEvent, RelayLink } from '../../workers/relay-api.ts';
import type { Inspector } from './inspector/inspector.ts';
import type { RelayActions } from './relay-actions.ts';
import { initialRelayState, reduceRelay, withoutRefusal, type RelayState } from './relay-state.ts';

export interface RelaySessionOptions {
  readonly relay: Remote<RelayApi>;
  /** Absent on a plain host: then only a simulated box is answered. */
  readonly link: RelayLink | undefined;
  /** The secret of the companion that serves this page now; undefined where none answers. */
  readonly freshSession?: () => Promise<string | undefined>;
  readonly inspector: Pick<Inspector, 'add'>;
  readonly currentConfig: () => Promise<ConversationConfig>;
  /** Whether this tab answers, kept through its reloads. */
  readonly answering: { get(): boolean; set(on: boolean): void };
}

export interface RelaySession extends RelayActions {
  readonly store: StoreApi<RelayState>;
  /** The profile, a key or a setting changed: takes effect with the next turn of each box. */
  reconfigure(): void;
  /** The worker did not start, or has stopped. */
  workerFailed(cause: unknown): void;
}

export function createRelaySession(options: RelaySessionOptions): RelaySession {
  const { relay, inspector, currentConfig, answering, freshSession } = options;
  let { link } = options;
  const store = createStore<RelayState>(() => ({ ...initialRelayState, answering: answering.get() }));

  const workerFailed = (cause: unknown): void =>
    store.setState({ workerFailed: cause instanceof Error ? cause.message : String(cause) });
  const ask = (call: Promise<unknown>): void => void call.catch(workerFailed);
  /** Engines go through the companion that is there now. */
  const present = (config: ConversationConfig): ConversationConfig =>
    config.companion === undefined || link === undefined
      ? config
      : { ...config, companion: { ...config.companion, session: link.session } };
  const reconfigure = (): void => ask(currentConfig().then((config) => relay.configure(present(config))));

  function receive(event: RelayEvent): void {
    if (event.type === 'facts') inspector.add(event.facts);
    else store.setState((state) => reduceRelay(state, event), true);
    if (event.type === 'link' && event.link.state === 'lost') ask(followCompanion());
  }

  /** A companion that was started anew has another secret, and would never let this page in again. */
  async function followCompanion(): Promise<void> {
    const session = await freshSession?.();
    if (link === undefined || session === undefined || session === link.session) return;
    link = { ...link, session };
    reconfigure();
    await relay.connect(link);
  }

  ask(relay.listen(proxy(receive)));
  reconfigure();
  ask(relay.setAnswering(answering.get()));
  if (link) ask(relay.connect(link));

  return {
    store,
    reconfigure,
    workerFailed,
    setAnswering(on) {
      answering.set(on);
      store.setState({ answering: on });
      ask(relay.setAnswering(on));
    },
    choose: (chosen) => store.setState({ chosen }),
    own: (box, force) => ask(relay.own(box, force)),
    release: (box) => ask(relay.release(box)),
    watch: (box) => ask(relay.watch(box)),
    unwatch: (box) => ask(relay.unwatch(box)),
    setMode: (box, mode) => ask(relay.setMode(box, mode)),
    forget: (box) => ask(relay.forget(box)),
    renewPairing: () => ask(relay.renewPairing()),
    urlSent: (box, url) => ask(relay.urlSent(box, url)),
    setBoxSettings: (box, settings) => ask(relay.setBoxSettings(box, settings)),
    async setHello(box, wav) {
      try {
        return await relay.setHello(box, wav);
      } catch (cause) {
        workerFailed(cause);
        return 'worker-failed';
      }
    },
    interrupt: (box) => ask(relay.interrupt(box)),
    sendText: (box, text) => ask(relay.sendText(box, text)),
    dismissRefusal: (key) => store.setState((state) => withoutRefusal(state, key)),
    attachSimulatedBox(id, port) {
      ask(relay.attachSimulatedBox(id, transfer(port, [port])));
      store.setState({ chosen: id });
    },
    detachSimulatedBox: (id) => ask(relay.detachSimulatedBox(id)),
    look: (on) => ask(relay.inspect(on)),
  };
}
