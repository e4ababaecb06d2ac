/** `vad probs`, `vad segments`, `vad check`: the voice activity detection of the app, for scripts. */
import { segmentRecording, type BatchInput } from '../core/vad/batch-segmenter.ts';
import {
  batchRanges,
  defaultBatchParameters,
  type BatchNumber,
  type BatchParameters,
} from '../core/vad/parameters.ts';
import { sileroLayout } from '../core/vad/silero-frames.ts';
import { onlyOne, parseOptions, readInputText } from './command-line.ts';
import { checkFolder } from './vad-check.ts';
import { parseCount, parseModel, parseNumber } from './vad-flags.ts';
import { atModelRate, Judges, readRecording } from './vad-recording.ts';
import { parseProbabilities } from './vad-reference.ts';

const usage = `usage:
  vad probs FILE.wav [--model v5|v6]
  vad segments FILE.wav [--model v5|v6] [PARAMETERS]
  vad segments --probs FILE.json --length SAMPLES --sample-rate HZ [PARAMETERS]
  vad check DIR [--model v5|v6]
PARAMETERS, with silero-vad's meanings and defaults:
  --threshold P --neg-threshold P --min-speech-ms MS --max-speech-s S --min-silence-ms MS
  --speech-pad-ms MS --min-silence-at-max-speech-ms MS --no-max-poss-sil
A WAV at another rate than 8 or 16 kHz is brought to 16 kHz first; samples then count at 16 kHz.`;

export const vad = { usage, run: vadCommand };

/** Prints JSON on stdout. @throws with words for stderr */
export async function vadCommand(argv: string[]): Promise<void> {
  const [name, ...args] = argv;
  switch (name) {
    case 'probs':
      return print(await probs(args));
    case 'segments':
      return print(await segments(args));
    case 'check':
      return check(args);
    default:
      throw new Error(
        `say which: vad probs, vad segments or vad check${name === undefined ? '' : `, not "${name}"`}; --help tells more`,
      );
  }
}

const modelOption = { model: { type: 'string' } } as const;

async function probs(args: string[]): Promise<unknown> {
  const { values, positionals } = parseOptions(args, modelOption);
  const model = parseModel(values.model ?? 'v6');
  const { rate, pcm } = atModelRate(await readRecording(onlyOne(positionals, 'FILE.wav')));
  const probabilities = await new Judges().judge(model, rate, pcm);
  return { model, sampleRate: rate, frame: sileroLayout(rate).window, probs: probabilities };
}

/** Flag of every number of the batch segmenter. */
const parameterFlags = {
  threshold: 'onsetThreshold',
  'neg-threshold': 'offsetThreshold',
  'min-speech-ms': 'minSpeechMs',
  'max-speech-s': 'maxSpeechS',
  'min-silence-ms': 'minSilenceMs',
  'speech-pad-ms': 'speechPadMs',
  'min-silence-at-max-speech-ms': 'minSilenceAtMaxSpeechMs',
} as const satisfies Record<string, BatchNumber>;

type ParameterFlag = keyof typeof parameterFlags;

const segmentsOptions = {
  ...modelOption,
  threshold: { type: 'string' },
  'neg-threshold': { type: 'string' },
  'min-speech-ms': { type: 'string' },
  'max-speech-s': { type: 'string' },
  'min-silence-ms': { type: 'string' },
  'speech-pad-ms': { type: 'string' },
  'min-silence-at-max-speech-ms': { type: 'string' },
  'no-max-poss-sil': { type: 'boolean' },
  probs: { type: 'string' },
  length: { type: 'string' },
  'sample-rate': { type: 'string' },
} as const;

type SegmentsValues = ReturnType<typeof parseSegmentsArgs>['values'];

const parseSegmentsArgs = (args: string[]) => parseOptions(args, segmentsOptions);

async function segments(args: string[]): Promise<unknown> {
  const { values, positionals } = parseSegmentsArgs(args);
  const parameters = parametersFrom(values);
  const input =
    values.probs === undefined
      ? await judged(values, onlyOne(positionals, 'FILE.wav'))
      : await given(values.probs, values, positionals);
  const timestamps = segmentRecording({ ...input, parameters });
  if (!timestamps.ok) throw timestamps.error;
  return { sampleRate: input.rate, timestamps: timestamps.value };
}

function parametersFrom(values: SegmentsValues): BatchParameters {
  const numbers: Partial<Record<BatchNumber, number>> = {};
  for (const [flag, name] of Object.entries(parameterFlags)) {
    const text = values[flag as ParameterFlag];
    if (text !== undefined) numbers[name] = parseNumber(flag, text, batchRanges[name]);
  }
  return { ...defaultBatchParameters, ...numbers, useMaxPossibleSilence: !values['no-max-poss-sil'] };
}

type Judged = Omit<BatchInput, 'parameters'>;

async function judged(values: SegmentsValues, path: string): Promise<Judged> {
  for (const flag of ['length', 'sample-rate'] as const) {
    if (values[flag] !== undefined) throw new Error(`--${flag} goes with --probs; a WAV says it itself`);
  }
  const model = parseModel(values.model ?? 'v6');
  const { rate, pcm } = atModelRate(await readRecording(path));
  return { probabilities: await new Judges().judge(model, rate, pcm), length: pcm.length, rate };
}

async function given(path: string, values: SegmentsValues, positionals: string[]): Promise<Judged> {
  if (positionals.length > 0) throw new Error('give either FILE.wav or --probs FILE.json');
  if (values.model !== undefined) throw new Error('--model has no use with --probs: nothing is judged');
  const { length, 'sample-rate': rate } = values;
  if (length === undefined || rate === undefined)
    throw new Error('--probs needs --length SAMPLES and --sample-rate HZ');
  const counts = { length: parseCount('length', length), rate: parseCount('sample-rate', rate) };
  return { ...counts, probabilities: parseProbabilities(await readInputText(path), path) };
}

async function check(args: string[]): Promise<void> {
  const { values, positionals } = parseOptions(args, modelOption);
  const models = values.model === undefined ? (['v5', 'v6'] as const) : [parseModel(values.model)];
  const report = await checkFolder(onlyOne(positionals, 'DIR'), models, (note) => console.error(note));
  print(report);
  if (report.mismatches.length > 0) process.exitCode = 1;
}

const print = (value: unknown): void => console.log(JSON.stringify(value));
