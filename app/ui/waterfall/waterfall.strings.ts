import type { StringTables } from '../language.ts';
import type { WaterfallDiscard, WaterfallMark, WaterfallSpanName } from './waterfall-rows.ts';

interface WaterfallStrings {
  readonly total: (ms: number) => string;
  readonly noSound: string;
  readonly within: (ms: number) => string;
  readonly over: (ms: number) => string;
  readonly stage: string;
  readonly from: string;
  readonly length: string;
  readonly spans: Readonly<Record<Exclude<WaterfallSpanName, 'turn:output'>, string>>;
  readonly output: Readonly<Record<'player' | 'box', string>>;
  readonly marks: Readonly<Record<WaterfallMark['name'], string>>;
  readonly stages: Readonly<Record<WaterfallDiscard['stage'], string>>;
  readonly budget: (ms: number) => string;
  readonly discarded: string;
  /** Over the conversation. */
  readonly waits: (p50: number, p95: number, turns: number, budget: number) => string;
  readonly waitsHelp: string;
}

export const waterfallStrings: StringTables<WaterfallStrings> = {
  en: {
    total: (ms) => `${ms} ms to the first sound`,
    noSound: 'No sound',
    within: (ms) => `${ms} ms under the budget`,
    over: (ms) => `${ms} ms over the budget`,
    stage: 'Stage',
    from: 'From',
    length: 'Length',
    spans: {
      'turn:detection': 'Noticing the end',
      'turn:soft-end': 'Soft end',
      'turn:asr': 'Recogniser',
      'turn:llm-first-token': 'Model, first token',
      'turn:first-piece': 'First piece',
      'turn:tts-first-byte': 'Voice, first byte',
      'turn:hold': 'Waiting for the end',
    },
    output: { player: 'Hops and cushion', box: 'On the way to the box' },
    marks: { 'soft-end': 'Soft end', 'hard-end': 'Hard end' },
    stages: { asr: 'recogniser', llm: 'model', tts: 'voice' },
    budget: (ms) => `Budget ${ms} ms`,
    discarded: 'Thrown away because you went on:',
    waits: (p50, p95, turns, budget) =>
      `p50 ${p50} ms · p95 ${p95} ms · ${turns === 1 ? '1 turn' : `${turns} turns`} · budget ${budget} ms`,
    waitsHelp: 'From your last word to the first sound of the answer: half of the turns, and 95 % of them',
  },
  zh: {
    total: (ms) => `${ms} 毫秒后发声`,
    noSound: '没有发声',
    within: (ms) => `比预算快 ${ms} 毫秒`,
    over: (ms) => `超出预算 ${ms} 毫秒`,
    stage: '阶段',
    from: '起点',
    length: '时长',
    spans: {
      'turn:detection': '察觉说完',
      'turn:soft-end': '软结束',
      'turn:asr': '语音识别',
      'turn:llm-first-token': '模型首个词',
      'turn:first-piece': '首个句段',
      'turn:tts-first-byte': '合成首字节',
      'turn:hold': '等待结束',
    },
    output: { player: '传递与缓冲', box: '传到设备' },
    marks: { 'soft-end': '软结束', 'hard-end': '硬结束' },
    stages: { asr: '语音识别', llm: '模型', tts: '合成' },
    budget: (ms) => `预算 ${ms} 毫秒`,
    discarded: '因为你继续说话而丢弃：',
    waits: (p50, p95, turns, budget) =>
      `p50 ${p50} 毫秒 · p95 ${p95} 毫秒 · ${turns} 轮 · 预算 ${budget} 毫秒`,
    waitsHelp: '从你说完最后一个字到听到回答的时间：一半的轮次，以及 95% 的轮次',
  },
};
