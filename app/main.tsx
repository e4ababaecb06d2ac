/**
 * The composition root: the only file that knows the real adapters. It makes the workers, the stores and the platform,
 * hands them to each other, and draws the app.
 */
import { transfer, wrap } from 'comlink';
import { createRoot } from 'react-dom/client';
import voicePackUrl from '../models/files/espeak-ng-voices.bin?url';
import type { ConversationApi } from '../workers/conversation-api.ts';
import type { VadWorkerApi } from '../workers/vad-api.ts';
import { App } from './app.tsx';
import { createAutoProfile } from './auto-profile.ts';
import { browserParts, createLocalPageEngines } from './engines/page/local-page-engines.ts';
import { servePageEngines } from './engines/page/page-engines-host.ts';
import { createVoiceStarter } from './engines/page/voice-starter.ts';
import { createAudioSession } from './platform/audio-session/audio-session.ts';
import { createCompanionLink, readCompanionAccess } from './platform/companion/companion-link.ts';
import { browserMicrophoneHost } from './platform/microphone/browser-host.ts';
import { rawMicrophone } from './platform/microphone/microphone-host.ts';
import { browserPlaybackHost } from './platform/playback/browser-playback-host.ts';
import { createBrowserConversationStorage } from './platform/storage/browser-conversation-storage.ts';
import { createBrowserVault, createSecretStore } from './platform/storage/secret-store.ts';
import { activeProfile, createSettingsStore } from './platform/storage/settings-store.ts';
import { readPageQuery } from './query.ts';
import { createTalkSession } from './talk/talk-session.ts';
import { createTalkStore } from './talk/talk-store.ts';
import { createTroubleStore } from './talk/trouble-store.ts';
import { createTimelineFeed } from './talk/timeline-feed.ts';
import { reflectLanguage } from './ui/language.ts';
import { reflectTheme } from './ui/theme.ts';
import './ui/tokens.css';
import './ui/base.css';

reflectLanguage(document.documentElement);
reflectTheme(document.documentElement);

const query = readPageQuery(location.search);
const access = readCompanionAccess(document);
const companion = access && createCompanionLink(access);
const settings = createSettingsStore(localStorage, Date.now);
const trouble = createTroubleStore();
const secrets = await createSecretStore(createBrowserVault(), (cause) =>
  trouble.report('keys-unreadable', cause),
);

const ears = wrap<VadWorkerApi>(
  new Worker(new URL('../workers/vad.worker.ts', import.meta.url), { type: 'module', name: 'ears' }),
);
const conversation = wrap<ConversationApi>(
  new Worker(new URL('../workers/conversation.worker.ts', import.meta.url), {
    type: 'module',
    name: 'conversation',
  }),
);
const voice = createVoiceStarter(
  () => new Worker(new URL('../workers/voice.worker.ts', import.meta.url), { type: 'module', name: 'voice' }),
  voicePackUrl,
);

const pageEngines = createLocalPageEngines(browserParts(voice));
const enginePort = new MessageChannel();
servePageEngines(enginePort.port1, pageEngines);
void conversation.connectPageEngines(transfer(enginePort.port2, [enginePort.port2]));

const auto = createAutoProfile({ companion, keys: () => secrets.all() });
const microphoneHost = browserMicrophoneHost();
const playbackHost = browserPlaybackHost();
const storage = createBrowserConversationStorage();
const store = createTalkStore();
const feed = createTimelineFeed();

const session = createTalkSession({
  store,
  feed,
  storage,
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
  currentProfile: async () => activeProfile(settings.getState().settings) ?? (await auto.found()),
  keys: () => secrets.all(),
  companion: access,
  microphoneSettings: () => (query.rawMicrophone ? rawMicrophone : settings.getState().settings.microphone),
  keeps: () => {
    const { keepConversations, keepAudio } = settings.getState().settings;
    return { conversations: keepConversations, audio: keepConversations && keepAudio };
  },
  onTrouble: trouble.report,
  debug: query.debug,
});

settings.subscribe(() => void session.reconfigure());
secrets.subscribe(() => void session.reconfigure());

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');
createRoot(root).render(
  <App
    talk={{ store, feed, actions: session }}
    settings={{
      settings,
      secrets,
      companion,
      auto: auto.store,
      onLookAgain: () => void auto.lookAgain(),
      microphone: microphoneHost,
      playback: playbackHost,
    }}
  />,
);

if (
  query.listen ||
  (settings.getState().settings.listenOnOpen && (await microphoneHost.permission()) === 'granted')
)
  void session.start();
