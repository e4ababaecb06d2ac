import { countingNumbers, solve, type DemoPhraseBook } from './phrase-book.ts';

const signWords = { '+': '加', '-': '减', '*': '乘以', '/': '除以' } as const;

const number = String.raw`-?\d+(?:\.\d+)?|一百|[一二两三四五六七八九]?十[一二三四五六七八九]?|[零一二两三四五六七八九]`;

/** Chinese of the demo responder. */
export const chinesePhrases: DemoPhraseBook = {
  keywords: {
    help: /帮助|帮忙|帮我|你会(?:做)?什么|你能(?:做)?什么|能干什么|会干什么/,
    'who-are-you': /你是谁|你是什么|你叫什么|你是(?:人|机器人|真人|人工智能|大模型)/,
    'what-is-this': /这是什么|介绍(?:一下)?(?:这个|EchoKit)|什么是\s*EchoKit|EchoKit/i,
    'how-to-connect': /(?:怎么|如何|怎样).*(?:连接|连|设置|配置|接入|换).*(?:模型|服务|OpenAI|Groq|密钥)/i,
    story: /故事|多说(?:一点|点|几句)|说长一点/,
    thanks: /谢谢|多谢|感谢/,
    goodbye: /再见|拜拜|晚安|回头见/,
    greeting: /你好|您好|嗨|早上好|下午好|晚上好|早安/,
  },
  time: /几点|什么时间|现在.*时间|报时/,
  count: new RegExp(`(?:从(?<from>${number})\\s*)?数到\\s*(?<to>${number})`),
  sum: new RegExp(
    String.raw`(?<![-/\d])(?<left>${number})\s*(?<sign>加上|加|减去|减|乘以|乘|除以|[-+*/×÷])\s*(?<right>${number})(?![-/\d])`,
  ),
  repeat:
    /^[\s"“]*(?:请)?(?:跟我说|跟着我说|重复(?:一下|一遍)?|你?说一?遍|复述)[\s：:，,"“]*(?<text>.+?)["”]?\s*$/,
  howManyTurns: /(?:说了|问了|聊了)(?:几|多少)(?:次|句|个|轮)/,
  signs: {
    加: '+',
    加上: '+',
    '+': '+',
    减: '-',
    减去: '-',
    '-': '-',
    乘: '*',
    乘以: '*',
    '*': '*',
    '×': '*',
    除以: '/',
    '/': '/',
    '÷': '/',
  },
  numbers: chineseNumbers(),
  say: {
    'own-voice': () => '你说的是：',
    greeting: () => '你好！我是一个只有几条固定规则的小演示。说“帮助”，听听我会什么。',
    help: () =>
      '我会报时、数数、做简单的算术、重复你的话，还会讲一个可以随时打断的小故事。想真正聊天，请在设置里选择一个语言模型。',
    'who-are-you': () =>
      '我不是语言模型。我只是一个有几条固定规则的演示，让你试试麦克风和扬声器。请在设置里选择真正的模型。',
    'what-is-this': () =>
      '这是 EchoKit 网页版。它能听出你什么时候开始说、什么时候说完，把声音交给识别服务，把文字交给语言模型，再把回答说出来。你可以随时打断。',
    'how-to-connect': () =>
      '打开设置，选一个预设，比如 OpenAI、Groq，或者你自己的 EchoKit 服务器，再按“测试连接”。密钥只留在这个浏览器里。',
    time: ({ hour, minute }) => `现在是${chineseTime(hour, minute)}。`,
    count: ({ from, to }) => `${countingNumbers(from, to).join('，')}。`,
    sum: ({ left, sign, right }) => {
      const result = solve(left, sign, right);
      return result === undefined
        ? '什么数都不能除以零。'
        : `${left}${signWords[sign]}${right}等于${result}。`;
    },
    repeat: ({ text }) => text,
    story: () =>
      '书桌上住着一只小镜头。它整天听着窗外的雨声。有一天傍晚，有人对它说了一声你好。它等了太久，马上就回答了。他们一直聊到街灯熄灭。每当有人打断它，它就安静下来，认真地听。这就是它唯一想学会的事。',
    'how-many-turns': ({ turns }) => (turns === 1 ? '这是你说的第一句话。' : `你已经说了${turns}次。`),
    thanks: () => '不客气。',
    goodbye: () => '再见，欢迎随时回来。',
    echo: ({ text, words, turn }) => {
      switch (turn % 3) {
        case 1:
          return `你说的是：${text}一共${words}个字。我只是一个有几条规则的演示，说“帮助”可以听听有哪些。`;
        case 2:
          return `我听到${words}个字：${text}`;
        default:
          return `你说的是：${text}真正的语言模型会有更多话说，可以在设置里选一个。`;
      }
    },
  },
};

function chineseTime(hour: number, minute: number): string {
  const part = hour < 6 ? '凌晨' : hour < 12 ? '上午' : hour === 12 ? '中午' : hour < 18 ? '下午' : '晚上';
  const onTwelve = hour > 12 ? hour - 12 : hour;
  return `${part}${onTwelve}点${minute === 0 ? '整' : `${minute}分`}`;
}

function chineseNumbers(): Record<string, number> {
  const digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
  const numbers: Record<string, number> = { 两: 2, 一百: 100 };
  for (const [value, digit] of digits.entries()) numbers[digit] = value;
  for (let value = 10; value < 100; value++) {
    const tens = Math.floor(value / 10);
    const ones = value % 10;
    const name = `${tens === 1 ? '' : (digits[tens] ?? '')}十${ones === 0 ? '' : (digits[ones] ?? '')}`;
    numbers[name] = value;
    if (tens === 1) numbers[`一${name}`] = value;
  }
  return numbers;
}
