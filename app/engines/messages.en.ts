import type { EngineMessages, FailureDetails, FailureWords } from './engine-messages.ts';

const say =
  (title: string, whatToDo: string) =>
  (_details: FailureDetails): FailureWords => ({ title, whatToDo });

/** The address that was called, or a word for it. */
const at = ({ url }: FailureDetails): string => (typeof url === 'string' ? url : 'the service');

const checkSettings = 'Open Settings and check the address.';

export const englishEngineMessages: EngineMessages = {
  suspectsTitle: 'Possible causes, most likely first',
  serviceSaid: 'The service said',
  failures: {
    offline: say('You are offline', 'Connect to the internet, then try again.'),
    unreachable: (details) => ({
      title: `No answer from ${at(details)}`,
      whatToDo: 'Check that the service runs and that the address and port are right, then try again.',
    }),
    'cors-refused': (details) => ({
      title: `${at(details)} does not let web pages in`,
      whatToDo:
        'The service answers, but not to pages (no CORS). Switch on “Through the companion” for this engine in Settings, or let this page in at the service.',
    }),
    'key-refused': say(
      'The key was refused',
      'Check the key for this service in Settings; it may have expired.',
    ),
    forbidden: say(
      'The service refused this request',
      'Check that your key may use this model, and that the service accepts calls from web pages.',
    ),
    'bad-request': say(
      'The service did not understand the request',
      'Check model, voice and other fields of this engine in Settings.',
    ),
    'not-found': (details) => ({
      title: `There is nothing at ${at(details)}`,
      whatToDo: 'The address may lack "/v1", or have it twice. Check it in Settings.',
    }),
    'model-unknown': say('The service does not know this model', 'Choose another model in Settings.'),
    'too-large': say('That was too long for the service', 'Say it in shorter pieces.'),
    'context-too-long': say(
      'The conversation is too long for this model',
      'Begin a new conversation, or choose a model that remembers more.',
    ),
    'rate-limited': say('Too many requests at once', 'Wait a moment, then try again.'),
    'quota-exceeded': say(
      'Your quota with this service is used up',
      'Check plan and billing there, or choose another service in Settings.',
    ),
    'service-busy': say('The service is busy', 'It may still be loading its model. Try again in a moment.'),
    'service-failed': say('The service failed', 'Try again. If it goes on, look at the log of the service.'),
    'unexpected-status': ({ status }) => ({
      title: `The service answered with status ${status ?? 'unknown'}`,
      whatToDo: 'Check that the address leads to the right kind of service.',
    }),
    'unexpected-reply': say(
      'The service answered with something else',
      'Check that the address leads to this kind of service, and the audio format in Settings.',
    ),
    'empty-audio': say(
      'The voice sent no sound',
      'Check that this voice or speaker exists on the service, then try again.',
    ),
    'stream-cut': say(
      'The connection broke off',
      'Try again. If it goes on, look at the log of the service.',
    ),
    'stream-error': say('The service broke off its answer', 'Try again.'),
    'timed-out': say('The service did not answer in time', 'Try again. A local model may still be loading.'),
    'bad-address': say(
      'The address cannot be used',
      `It must look like http://localhost:8080/v1. ${checkSettings}`,
    ),
    'bad-settings': say('A setting of this engine does not fit', 'Open Settings and check this engine.'),
    'companion-missing': say(
      'This engine needs the companion',
      'Start the app with npm start and open the address it prints, or choose another engine.',
    ),
    'companion-unreachable': say(
      'The companion does not answer',
      'Start it again with npm start, then reload this page.',
    ),
    'companion-session': say(
      'The companion was started anew',
      'Reload this page. What you have set up stays.',
    ),
    'companion-refused': say(
      'The companion refused the request',
      'Reload this page. If that does not help, update both.',
    ),
    'upstream-not-allowed': (details) => ({
      title: `The companion does not call ${at(details)} yet`,
      whatToDo: 'Open Settings and allow this service for the companion.',
    }),
    'upstream-forbidden': say(
      'The companion never calls this address',
      'It belongs to the inner workings of a network. Use the address of the service itself.',
    ),
    'upstream-private': say(
      'This address leads into your own network',
      'Open Settings, allow the service again and agree to private addresses.',
    ),
    'upstream-unreachable': (details) => ({
      title: `The companion cannot reach ${at(details)}`,
      whatToDo: 'Check that the service runs and that the address and port are right.',
    }),
    'upstream-timeout': say('The service did not answer the companion in time', 'Try again in a moment.'),
    'redirect-refused': say(
      'The service sends calls elsewhere',
      'Use the address it redirects to, and allow that one in Settings.',
    ),
    'page-engine-missing': say('The page does not answer', 'Reload this page.'),
    'recognition-missing': say(
      'This browser cannot recognise speech',
      'Use Chrome, or choose another recogniser in Settings.',
    ),
    'recognition-denied': say(
      'The browser does not allow speech recognition here',
      'Allow the microphone for this page. In some browsers recognition is switched off; then choose another recogniser.',
    ),
    'recognition-no-microphone': say(
      'The recogniser got no microphone',
      'Check that a microphone is connected and allowed, then start listening again.',
    ),
    'recognition-network': say(
      'The browser cannot reach its recogniser',
      'You may be offline, or this browser was built without one (many Chromium builds). Use Chrome, or choose another recogniser in Settings.',
    ),
    'recognition-language': say(
      'The recogniser does not know this language',
      'Choose another language or another recogniser in Settings.',
    ),
    'recognition-keeps-ending': say(
      "The browser's recogniser keeps stopping",
      'Close other tabs that listen, then start again, or choose another recogniser.',
    ),
    'model-missing': say(
      'This browser has no built-in language model',
      'Use a recent Chrome on a desktop computer, or choose another model in Settings.',
    ),
    'model-needs-download': say(
      "The browser's language model is not downloaded yet",
      'Open Settings and download it there; it takes several gigabytes.',
    ),
    'voice-missing': say('There is no such voice', 'Choose another voice in Settings.'),
    'voice-needs-press': say('The browser wants a press before it speaks', 'Press the large button once.'),
    'voice-stalled': say("The browser's voice got stuck", 'Try again, or choose another voice in Settings.'),
    'voice-failed': say("The browser's voice failed", 'Try again, or choose another voice in Settings.'),
    'voice-load-failed': say(
      'The built-in voice could not be loaded',
      'Check your connection and reload this page, or choose another voice in Settings.',
    ),
    unknown: say('Something unexpected happened', 'Try again. If it goes on, reload this page.'),
  },
  suspects: {
    offline: 'You are offline.',
    'local-network-denied':
      'The browser was not allowed to reach devices on your network. Allow it in the site settings.',
    'page-insecure':
      'This page is not secure, so it may not call your network. Open the app at http://localhost.',
    'mixed-content': 'A secure page may not call plain http. Use https, or open the app at http://localhost.',
    'not-running': 'The service is not running.',
    'wrong-port': 'The port is wrong.',
    'wrong-host': 'The name or address is wrong.',
    'no-cors': 'The service does not allow calls from web pages (no CORS).',
    'error-page-without-cors': 'The service answered with an error that pages may not read.',
    blocker: 'An extension or a firewall blocks the call.',
    'page-policy': 'The rules of this page (CSP) do not allow the address.',
  },
  auto: {
    service: ({ name, at: place }) => (name === undefined ? (place ?? '') : `${name} (${place ?? ''})`),
    'browser-asr': () => "This browser's recogniser (what you say goes to the browser's maker)",
    'on-device-asr': () => "This browser's recogniser, on this device",
    'untested-asr': () => "This browser's recogniser, if it works here",
    'no-ears': () => 'None: you hear your own voice again',
    'prompt-api': () => "This browser's built-in language model",
    demo: () => 'A demo with a few fixed rules, no language model',
    'companion-voice': () => "eSpeak NG, the companion's voice",
    'page-voice': () => 'eSpeak NG, in this page',
    'browser-voice': () => "This browser's voice",
  },
  presets: {
    echokit: {
      name: 'EchoKit, self-hosted',
      about: 'LlamaEdge on 9091, Whisper on 9092, GPT-SoVITS on 9094.',
    },
    'echokit-server': {
      name: 'EchoKit server',
      about: 'This page behaves like a box. The usual address is ws://localhost:8080/ws.',
    },
    'openai-realtime': {
      name: 'OpenAI Realtime',
      about: 'Speech to speech. Needs an API key. Billed by use.',
    },
    'hugging-face': {
      name: 'Hugging Face speech-to-speech',
      about: 'Runs on your own computer, usually on port 8765.',
    },
    openai: { name: 'OpenAI', about: 'Needs an API key. Billed by use.' },
    groq: { name: 'Groq', about: 'Needs an API key. Very fast.' },
    local: { name: 'llama.cpp + whisper.cpp', about: 'llama-server on 8080, whisper-server on 8081.' },
    browser: { name: 'Browser only', about: 'No key, no server: what this browser has built in.' },
  },
};
