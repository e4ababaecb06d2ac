import type { BoxDetails, BoxMessages, BoxWords } from './box-messages.ts';

const say =
  (title: string, whatToDo = '') =>
  (_details: BoxDetails): BoxWords => ({ title, whatToDo });

const at = ({ url }: BoxDetails): string => (typeof url === 'string' ? url : 'the server');
const seconds = ({ waitedMs }: BoxDetails): string =>
  typeof waitedMs === 'number' ? ` for ${Math.round(waitedMs / 1000)} seconds` : '';

const checkAddress = 'Open Settings and check the address of the server.';
const useCompanion =
  'Start the app with npm start on a computer of this network and open the address that it prints: from there the server can be reached. A public server may have a wss:// address as well.';

export const englishBoxMessages: BoxMessages = {
  notices: {
    'line-lost': say('The connection to the server broke', 'It is dialled again by itself.'),
    reconnected: say('Connected again', 'The server remembers the conversation, unless it was started anew.'),
    'gave-up': say(
      'The server cannot be reached',
      'Check that it runs, then connect again. What was said stays.',
    ),
    evicted: say(
      'Somebody else took over this conversation',
      'Another tab or box uses the same id. It is taken back once.',
    ),
    'evicted-again': say(
      'Somebody else holds this conversation',
      'Another tab or box uses the same id. Close it there, or connect again to take the conversation back.',
    ),
    'not-connected': say('Not connected', 'Connect again, then speak.'),
    'ends-by-submit': say(
      'This server does not notice when you stop speaking',
      'From now on the app tells it. What you set up for this server can keep that.',
    ),
    'no-end-vad': say('This server answers without saying that it stopped listening, as Gemini does'),
    'cut-off': say('The answer ends early', 'The server stopped in the middle. Ask again.'),
    'choose-first': say(
      'The server waits for your choice',
      'Pick one of the buttons: it hears nothing else until then.',
    ),
    'recording-only': say('The server only records', 'It answers nothing. Switch recording off to talk.'),
    'bad-address': say(
      'The address of the server cannot be used',
      `It must look like ws://192.168.1.20:8080/ws. ${checkAddress}`,
    ),
    'mixed-content': (details) => ({
      title: `This page may not connect to ${at(details)}`,
      whatToDo: useCompanion,
      causes: [
        'The page came by https, and browsers let such a page open ws:// to this computer only (mixed content).',
      ],
    }),
    'handshake-400': say(
      'The server refused the connection (400)',
      'It does not understand what is asked of it. It may be another kind of server, or a proxy stands in front of it.',
    ),
    'handshake-404': (details) => ({
      title: `There is nothing at ${at(details)} (404)`,
      whatToDo: `The address of an EchoKit server ends in /ws. ${checkAddress}`,
    }),
    'handshake-status': ({ status }) => ({
      title: `The server refused the connection (${status ?? 'unknown'})`,
      whatToDo: 'Look at the log of the server, or of the proxy in front of it.',
    }),
    'handshake-refused': (details) => ({
      title: `Nobody listens at ${at(details)}`,
      whatToDo: 'Check that the server runs, and that host and port are right.',
    }),
    'handshake-timeout': (details) => ({
      title: `${at(details)} does not answer`,
      whatToDo: 'Check host and port, and that no firewall is in between.',
    }),
    'unknown-host': (details) => ({
      title: `There is no computer of the name in ${at(details)}`,
      whatToDo: 'Check how the name is spelled, and that it is known in this network; its numbers work too.',
    }),
    certificate: (details) => ({
      title: `The certificate of ${at(details)} is not trusted`,
      whatToDo: 'Check its date and its name. In your own network ws:// through the companion needs none.',
    }),
    'not-websocket': (details) => ({
      title: `${at(details)} is no EchoKit server`,
      whatToDo: `It answers, but opens no WebSocket. ${checkAddress}`,
    }),
    'companion-not-allowed': (details) => ({
      title: `${at(details)} cannot be reached`,
      whatToDo:
        'Allow this server for the companion in Settings: then the app can find out why. Check that it runs and that the address is right.',
    }),
    'companion-forbidden': say(
      'This address is never called',
      'It belongs to the inner workings of a network. Use the address of the server itself.',
    ),
    'browser-blocked': (details) => ({
      title: `This browser does not let the page connect to ${at(details)}`,
      whatToDo:
        'The server runs. Allow the page to use the local network, or open the app from http://localhost.',
      causes: [
        'The permission for the local network was refused: look at the icon beside the address of the page.',
        'The certificate of a wss:// server is not trusted by this browser.',
        'An extension of the browser or a proxy stands in between.',
      ],
    }),
    unreachable: (details) => ({
      title: `No connection to ${at(details)}`,
      whatToDo: 'With the companion (npm start) the app can find out why.',
      causes: [
        'The server does not run, or host and port are others.',
        'The address does not end in /ws.',
        'The permission for the local network was refused: look at the icon beside the address of the page.',
        'The certificate of a wss:// server is not trusted by this browser.',
      ],
    }),
    'wire-broken': say(
      'The server said something that cannot be read',
      'It may speak another protocol. If the conversation goes on, nothing has to be done.',
    ),
    'opus-broken': say(
      'Some of the sound cannot be decoded',
      'Switch Opus off for this server in Settings: plain samples lose nothing.',
    ),
    'greeting-broken': say(
      'The greeting of the server cannot be played',
      'It must be a WAV file. The conversation goes on without it.',
    ),
  },
  failures: {
    'no-answer': (details) => ({
      title: `The server said nothing${seconds(details)}`,
      whatToDo:
        'Try again. If it goes on, look at the log of the server: its recogniser, model or voice may hang.',
    }),
    'no-end': (details) => ({
      title: `The server did not notice that you had stopped speaking${seconds(details)}`,
      whatToDo: 'Try again. If it goes on, choose in Settings that this app finds the ends of what you say.',
    }),
    'empty-answer': say(
      'The server understood you and had no answer',
      'Its model may have failed: look at the log of the server, then try again.',
    ),
    'no-voice': say(
      'The answer came without a voice',
      'The text is all there is. The voice behind the server may have failed: look at its log.',
    ),
    'line-lost': say('The connection broke before the answer', 'Try again once it is back.'),
    'no-line': say('There was no connection to send it by', 'Connect again, then try again.'),
  },
};
