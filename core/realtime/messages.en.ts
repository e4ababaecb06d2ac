import type { RealtimeDetails, RealtimeMessages, RealtimeWords } from './session-messages.ts';

const say =
  (title: string, whatToDo = '') =>
  (_details: RealtimeDetails): RealtimeWords => ({ title, whatToDo });

/** With the server's own words behind it. */
const quoting =
  (title: string, whatToDo = '') =>
  ({ service }: RealtimeDetails): RealtimeWords => ({
    title: typeof service === 'string' ? `${title}: ${service}` : title,
    whatToDo,
  });

const dialects: Readonly<Record<string, string>> = {
  openai: 'OpenAI',
  'hugging-face': 'Hugging Face',
  echokit: 'EchoKit',
};

const seconds = ({ waitedMs }: RealtimeDetails): string =>
  typeof waitedMs === 'number' ? ` for ${Math.round(waitedMs / 1000)} seconds` : '';

const checkServer = 'Check in Settings that the address is that of a Realtime server, and that it runs.';

export const englishRealtimeMessages: RealtimeMessages = {
  notices: {
    'dialect-changed': ({ dialect }) => ({
      title: `The server speaks another dialect: ${dialects[String(dialect)] ?? 'another one'}`,
      whatToDo: 'It is used for this conversation. Choose it in Settings to have its other options.',
    }),
    'not-connected': say(
      'There is no line to the server yet',
      'Wait until it is connected, then say it again.',
    ),
    'connect-timeout': say('The server did not greet in time', checkServer),
    'configure-timeout': say(
      'The server did not confirm the session',
      'It may be busy with its models. It is called again in a moment.',
    ),
    'link-lost': say('The line to the server was lost', 'It is called again in a moment.'),
    'gave-up': () => ({
      title: 'The server cannot be reached',
      whatToDo:
        'Look at the causes, then connect again. The browser hides from pages why a line was refused.',
      causes: [
        'The server does not run, or the address or port is another one.',
        'The key is wrong, has expired, or is meant for another service.',
        'This page came by https, and the server is a plain ws:// one: browsers allow that on this computer only.',
        'The server lets no page of this origin in.',
        'The network is down, or something in between does not pass WebSockets.',
      ],
    }),
    reconnected: say(
      'Connected again',
      'The server has forgotten the conversation. It was given what was said and heard so far as text.',
    ),
    'session-limit-reached': quoting(
      'Every slot of the server is taken',
      'It serves one listener per slot, often one in all. Close the other one (another tab, another device), then connect again.',
    ),
    'session-refused': quoting(
      'The server refuses the conversation',
      'Check key, model and voice in Settings, then connect again.',
    ),
    'no-answer': (details) => ({
      title: `The server has said nothing${seconds(details)}`,
      whatToDo: 'Say it again. If this goes on, look at the log of the server.',
    }),
    'no-audio': say('The reply came as text only', 'The voice of the server failed. The words are shown.'),
    'empty-reply': say('The reply was empty', 'Say it again, or in other words.'),
    'reply-incomplete': ({ reason }) => ({
      title:
        reason === 'max_output_tokens'
          ? 'The reply was cut off: it was too long'
          : reason === 'content_filter'
            ? 'The reply was cut off by the server’s content filter'
            : 'The reply was cut off',
      whatToDo: '',
    }),
    'reply-failed': quoting('The reply failed', 'Try again in a moment.'),
    'transcription-failed': quoting(
      'What you said was not written down',
      'The reply is not affected: the model hears the sound itself.',
    ),
    'server-error': quoting('The server reports an error'),
    'address-wrong': say(
      'This is no address of a server',
      'Write it as ws://host:port/v1/realtime or wss://…, in Settings.',
    ),
    'key-missing': say('This server wants a key', 'Enter it in Settings, or let the companion keep it.'),
    'companion-missing': say(
      'There is no companion that could hold the key',
      'Start the companion and open its page, or keep the key in this browser.',
    ),
    'companion-unreachable': say('The companion does not answer', 'Start it again, then reload this page.'),
    'secret-refused': ({ reason }) => ({
      title: 'The companion got no short-lived key',
      whatToDo:
        typeof reason === 'string' && reason !== ''
          ? `It says: ${reason}`
          : 'Check that it holds a key for this server.',
    }),
  },
};
