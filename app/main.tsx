/**
 * The composition root: the only file that knows the real adapters. It makes the workers, the stores and the platform,
 * hands them to each other, and draws the app. Nothing here waits before the page is drawn.
 */
import { transfer, wrap } from 'comlink';
import { createRoot } from 'react-dom/client';
import voicePackUrl from '../models/files/espeak-ng-voices.bin?url';
import type { Profile } from '../core/profile/profile.ts';
import type { ConversationApi } from '../workers/conversation-api.ts';
import type { VadWorkerApi } from '../workers/vad-api.ts';
import { App } from './app.tsx';
import { createAutoProfile } from './auto-profile.ts';
import { chooseAutoProfile, type AutoFindings } from './engines/auto-profile.ts';
import { findServices } from './engines/page/find-services.ts';
import { browserParts, createLocalPageEngines } from './engines/page/local-page-engines.ts';
import { servePageEngines } from './engines/page/page-engines-host.ts';
import { createVoiceStarter } from './engines/page/voice-starter.ts';
import { createAudioSession } from './platform/audio-session/audio-session.ts';
import { createCompanionLink, readCompanionAccess } from './platform/companion/companion-link.ts';
import { browserMicrophoneHost } from './platform/microphone/browser-host.ts';
import { rawMicrophone } from './platform/microphone/microphone-host.ts';
import { browserPlaybackHost } from './platform/playback/browser-playback-host.ts';
import { boxIdOf } from './platform/storage/box-id.ts';
import { createBrowserConversationStorage } from './platform/storage/browser-conversation-storage.ts';
import { createDepartingTurns } from './platform/storage/departing-turns.ts';
import { createBrowserVault, createSecretStore } from './platform/storage/secret-store.ts';
import {
  activeProfile,
  createSettingsStore,
  followOtherTabs,
  learnTurnEnd,
} from './platform/storage/settings-store.ts';
import { createProfileInUse } from './profile-in-use.ts';
import { readPageQuery } from './query.ts';
import { answeringFlag } from './relay-answering.ts';
import { createBrowserClip, createClipPlayer } from './talk/clip-player.ts';
import { createConversationLibrary } from './talk/conversation-library.ts';
import { createTalkSession } from './talk/talk-session.ts';
import { createTalkStore } from './talk/talk-store.ts';
import { createTimelineFeed } from './talk/timeline-feed.ts';
import { createTroubleStore } from './talk/trouble-store.ts';
import { languageStore, reflectLanguage } from './ui/language.ts';
import { saveFile } from './ui/save-file.ts';
import { reflectTheme } from './ui/theme.ts';
import type { StartedDevice } from './start-device.ts';
import type { StartedRelay } from './start-relay.ts';
import { watchWorker } from './watch-worker.ts';
import './ui/tokens.css';
import './ui/base.css';

reflectLanguage(document.documentElement);
reflectTheme(document.documentElement);

const query = readPageQuery(location.search);
const access = readCompanionAccess(document);
const companion = access && createCompanionLink(access);
const trouble = createTroubleStore();
const settings = createSettingsStore(localStorage, Date.now);
followOtherTabs(settings, window);

const secrets = createSecretStore(createBrowserVault(), (cause) => trouble.report('keys-unreadable', cause));
let keys = (): Readonly<Record<string, string>> => ({});
void secrets.then((store) => {
  keys = () => store.all();
});

const onWorkerFailed = (cause: unknown) => trouble.report('engine-worker-failed', cause);
const earsWorker = new Worker(new URL('../workers/vad.worker.ts', import.meta.url), {
  type: 'module',
  name: 'ears',
});
const conversationWorker = new Worker(new URL('../workers/conversation.worker.ts', import.meta.url), {
  type: 'module',
  name: 'conversation',
});
const ears = wrap<VadWorkerApi>(watchWorker(earsWorker, 'ears', onWorkerFailed));
const conversation = wrap<ConversationApi>(watchWorker(conversationWorker, 'conversation', onWorkerFailed));
const voice = createVoiceStarter(
  () => new Worker(new URL('../workers/voice.worker.ts', import.meta.url), { type: 'module', name: 'voice' }),
  voicePackUrl,
);

const parts = browserParts(voice);
const pageEngines = createLocalPageEngines(parts);
const enginePort = new MessageChannel();
servePageEngines(enginePort.port1, pageEngines);
void conversation.connectPageEngines(transfer(enginePort.port2, [enginePort.port2]));

/** The browser's language where it agrees with the interface, which the person has chosen. */
function personLanguage(): string {
  const { language } = languageStore.getState();
  if (navigator.language.toLowerCase().startsWith(language)) return navigator.language;
  return language === 'zh' ? 'zh-CN' : 'en';
}

const assume = (): AutoFindings => ({
  language: personLanguage(),
  services: [],
  companion: companion !== undefined,
  companionVoice: companion !== undefined,
  recognition: parts.Recognition === undefined ? 'missing' : 'untested',
  promptApi: 'missing',
  pageVoice: true,
  browserVoice: false,
});
const auto = createAutoProfile({
  find: () =>
    findServices(
      {
        language: personLanguage(),
        pageVoice: true,
        ...(companion === undefined
          ? {}
          : {
              companion: {
                discover: () => companion.discover(),
                hasVoice: async () => (await companion.status()).voice !== null,
              },
            }),
      },
      parts,
    ),
  assume,
  after: parts.after,
  onRecogniserGivenUp: (cause) => trouble.report('recogniser-unusable', cause),
});
const lookIfNeeded = () => {
  if (activeProfile(settings.getState().settings) === undefined) auto.lookOnce();
};
lookIfNeeded();
settings.subscribe(lookIfNeeded);
pageEngines.onRecogniserFailed((failure) => {
  if (activeProfile(settings.getState().settings) === undefined) auto.learnOfRecogniser(failure);
});
const inUse = createProfileInUse(settings, auto.store, chooseAutoProfile(assume()).profile);

const microphoneHost = browserMicrophoneHost();
const playbackHost = browserPlaybackHost();
const storage = createBrowserConversationStorage();
const departing = createDepartingTurns(localStorage);
departing.bringTo(storage).catch((cause: unknown) => trouble.report('storage-failed', cause));
const store = createTalkStore();
const feed = createTimelineFeed();
const startPainter = () =>
  new Worker(new URL('../workers/timeline.worker.ts', import.meta.url), { type: 'module', name: 'timeline' });

/** The person's profile, or what the auto profile found; keys that were kept are read by then. */
async function currentProfile(): Promise<Profile> {
  await secrets;
  if (activeProfile(settings.getState().settings) === undefined) await auto.soon();
  return inUse.getState().profile;
}

const session = createTalkSession({
  store,
  feed,
  storage,
  departing,
  ears,
  conversation,
  createAudioSession: (callbacks) =>
    createAudioSession({
      microphoneHost,
      playbackHost,
      ears,
      onOutputLost: (error) => trouble.report(error.code, error),
      ...callbacks,
    }),
  currentProfile,
  vadModel: () => inUse.getState().profile.vadModel,
  keys: () => keys(),
  companion: access,
  boxId: boxIdOf(sessionStorage, (bytes) => crypto.getRandomValues(bytes)),
  microphoneSettings: () => (query.rawMicrophone ? rawMicrophone : settings.getState().settings.microphone),
  outputDevice: () => settings.getState().settings.outputDeviceId ?? '',
  keeps: () => {
    const { keepConversations, keepAudio } = settings.getState().settings;
    return { conversations: keepConversations, audio: keepConversations && keepAudio };
  },
  onTrack: (track) => pageEngines.setMicrophone(track),
  learn: (turn) => activeProfile(settings.getState().settings) === undefined && auto.learn(turn),
  onTurnEndLearned: (url, turnEnd) => learnTurnEnd(settings, url, turnEnd),
  onTrouble: (code, cause) => trouble.report(code, cause),
  debug: query.debug,
});

const library = createConversationLibrary({
  storage,
  session,
  estimateUsedBytes: async () => (await navigator.storage?.estimate())?.usage,
  saveFile,
  onFailed: (cause) => trouble.report('storage-failed', cause),
});
const clips = createClipPlayer({
  recording: (name) => session.recording(name),
  createClip: createBrowserClip,
  isMuted: () => store.getState().muted,
  setMuted: (muted) => session.setMuted(muted),
  onFailed: (cause) => trouble.report('playback-failed', cause),
});

let relay: Promise<StartedRelay> | undefined;
/** Loaded when its page is opened, or when this tab answered boxes before it was reloaded. */
const startRelay = (): Promise<StartedRelay> =>
  (relay ??= import('./start-relay.ts').then((parts) =>
    parts.startRelay({
      access,
      pageEngines,
      currentConfig: async () => ({
        profile: await currentProfile(),
        keys: keys(),
        ...(access ? { companion: access } : {}),
        debug: query.debug,
      }),
    }),
  ));
if (answeringFlag(sessionStorage).get()) void startRelay();

let device: Promise<StartedDevice> | undefined;
/** Loaded when its page is opened. */
const openDevice = (): Promise<StartedDevice> =>
  (device ??= import('./start-device.ts').then(({ startDevice }) =>
    startDevice({
      companion,
      relayUrls: async () => (companion === undefined ? [] : (await startRelay()).pairedUrls()),
      simulatedOptions: query.debug ? new URLSearchParams(location.search).get('box') : null,
    }),
  ));

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');
createRoot(root).render(
  <App
    talk={{
      store,
      actions: session,
      feed,
      startPainter,
      clips,
      library,
      inUse,
      trouble,
      settings,
      microphones: microphoneHost,
    }}
    relay={startRelay}
    device={openDevice}
    onSettings={() => auto.lookOnce()}
    settings={secrets.then((secretStore) => ({
      settings,
      secrets: secretStore,
      companion,
      pageEngines,
      auto: auto.store,
      onLookAgain: () => void auto.lookAgain(),
      microphone: microphoneHost,
      playback: playbackHost,
    }))}
  />,
);

const reconfigure = () => {
  void session.reconfigure();
  void relay?.then((started) => started.reconfigure());
};
inUse.subscribe(reconfigure);
void secrets.then((secretStore) => secretStore.subscribe(reconfigure));
languageStore.subscribe(() => {
  if (auto.store.getState().profile !== undefined) void auto.lookAgain();
});
addEventListener('pagehide', () => session.leave());
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) session.comeBack();
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') session.keepUnfinished();
});

if (
  query.listen ||
  (settings.getState().settings.listenOnOpen && (await microphoneHost.permission()) === 'granted')
)
  void session.start();
