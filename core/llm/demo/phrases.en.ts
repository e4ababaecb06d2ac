import { countingNumbers, solve, type DemoPhraseBook } from './phrase-book.ts';

const signWords = { '+': 'plus', '-': 'minus', '*': 'times', '/': 'divided by' } as const;

const number = String.raw`-?\d+(?:\.\d+)?|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|(?:a |one )?hundred`;

/** English of the demo responder. */
export const englishPhrases: DemoPhraseBook = {
  keywords: {
    help: /\b(?:help|what can (?:you|i) (?:do|say|ask)|what do you know)\b/i,
    'who-are-you':
      /\b(?:who are you|what are you|your name|are you (?:an? )?(?:ai|human|real|robot|bot|language model|chatgpt|person))\b/i,
    'what-is-this': /\b(?:what(?: is|'s) (?:this|echo ?kit)|about (?:this app|echo ?kit)|echo ?kit)\b/i,
    'how-to-connect':
      /\b(?:connect|set ?up|configure|use|choose|add)\b.*\b(?:model|gpt|openai|groq|llama|server|key|llm)\b/i,
    story: /\b(?:story|tale|talk (?:for )?a (?:while|bit)|say something long)\b/i,
    thanks: /\b(?:thanks|thank you|cheers)\b/i,
    goodbye: /\b(?:bye|goodbye|good night|see you)\b/i,
    greeting: /\b(?:hello|hi|hey|good (?:morning|afternoon|evening)|how are you)\b/i,
  },
  time: /\b(?:what(?: is|'s)? the time|what time|time is it|tell me the time)\b/i,
  count: new RegExp(
    String.raw`\bcount\b(?:.*?\bfrom (?<from>${number}))?.*?\b(?:to|till|until|up to) (?<to>${number})\b`,
    'i',
  ),
  sum: new RegExp(
    String.raw`(?<![-/\d])(?<left>${number})\s*(?<sign>plus|minus|times|multiplied by|divided by|over|[-+*/x×÷])\s*(?<right>${number})(?![-/\d])`,
    'i',
  ),
  repeat: /^\W*(?:please )?(?:repeat(?: after me)?|say|echo)\b[\s:,"“]+(?<text>.+?)["”]?\s*$/i,
  howManyTurns:
    /\bhow (?:many (?:times|things|turns|questions)|often) (?:have|did) (?:i|we)\b|\bhow many turns\b/i,
  signs: {
    plus: '+',
    '+': '+',
    minus: '-',
    '-': '-',
    times: '*',
    'multiplied by': '*',
    '*': '*',
    x: '*',
    '×': '*',
    'divided by': '/',
    over: '/',
    '/': '/',
    '÷': '/',
  },
  numbers: {
    zero: 0,
    one: 1,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
    twenty: 20,
    thirty: 30,
    fifty: 50,
    hundred: 100,
    'a hundred': 100,
    'one hundred': 100,
  },
  say: {
    'own-voice': () => 'You said:',
    greeting: () => 'Hello! I am a small demo with a few fixed rules. Say "help" to hear what I can do.',
    help: () =>
      'I can tell the time, count, do a little arithmetic, repeat your words, and tell a short story that you may interrupt. For a real talk, choose a language model in Settings.',
    'who-are-you': () =>
      'I am no language model. I am a demo with a few fixed rules, here so that you can try your microphone and your loudspeaker. Choose a real model in Settings.',
    'what-is-this': () =>
      'This is EchoKit Web. It hears when you begin and stop talking, sends your words to a recogniser, the text to a language model, and speaks the answer. You can interrupt at any time.',
    'how-to-connect': () =>
      'Open Settings, pick a preset such as OpenAI, Groq or your own EchoKit server, and press Test connection. Keys stay in this browser.',
    time: ({ hour, minute }) => `It is ${englishTime(hour, minute)}`,
    count: ({ from, to }) => `${countingNumbers(from, to).join(', ')}.`,
    sum: ({ left, sign, right }) => {
      const result = solve(left, sign, right);
      return result === undefined
        ? 'Nothing can be divided by zero.'
        : `${left} ${signWords[sign]} ${right} is ${result}.`;
    },
    repeat: ({ text }) => text,
    story: () =>
      'A small lens lived on a desk. All day it listened to the rain on the window. One evening somebody said hello. The lens had waited so long that it answered at once. They talked until the street lamps went out. And whenever the lens was interrupted, it fell silent and listened. That is all it ever wanted to learn.',
    'how-many-turns': ({ turns }) =>
      turns === 1 ? 'This is the first thing you said.' : `You have spoken ${turns} times.`,
    thanks: () => 'You are welcome.',
    goodbye: () => 'Goodbye. Come back any time.',
    echo: ({ text, words, turn }) => {
      const counted = words === 1 ? 'one word' : `${words} words`;
      switch (turn % 3) {
        case 1:
          return `You said: ${text} That was ${counted}. I am only a demo with a few rules; say "help" to hear them.`;
        case 2:
          return `I heard ${counted}: ${text}`;
        default:
          return `You said: ${text} A real language model would have more to say. You can choose one in Settings.`;
      }
    },
  },
};

function englishTime(hour: number, minute: number): string {
  const half = hour < 12 ? 'a.m.' : 'p.m.';
  return `${hour % 12 === 0 ? 12 : hour % 12}:${String(minute).padStart(2, '0')} ${half}`;
}
