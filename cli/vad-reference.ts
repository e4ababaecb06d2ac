/** The recorded results of upstream that `vad check` compares with: the shape of `core/vad/fixtures/*.json`. */
import * as v from 'valibot';

const sampleCount = v.pipe(v.number(), v.integer(), v.minValue(0));
const segments = v.array(v.object({ start: v.number(), end: v.number() }));
const expectation = {
  params: v.record(v.string(), v.unknown()),
  /** In samples. */
  timestamps: segments,
  /** The same with `return_seconds` and a `time_resolution` of 3. */
  seconds: v.optional(segments),
};
const probabilities = v.array(v.number());

const referenceSchema = v.object({
  sampleRate: sampleCount,
  numSamples: sampleCount,
  probs: probabilities,
  cases: v.array(v.object({ id: v.string(), ...expectation })),
});

const vectorsSchema = v.object({
  vectors: v.array(
    v.object({
      id: v.string(),
      sampleRate: sampleCount,
      numSamples: sampleCount,
      probs: probabilities,
      ...expectation,
    }),
  ),
});

/** A bare list, or an object as `vad probs` and the references have it. */
const probabilitiesSchema = v.union([probabilities, v.object({ probs: probabilities })]);

export type Reference = v.InferOutput<typeof referenceSchema>;
export type ReferenceCase = Reference['cases'][number];
export type Vector = v.InferOutput<typeof vectorsSchema>['vectors'][number];

/** @param name of the file, for the message. @throws when it has another shape */
export const parseReference = (text: string, name: string): Reference => parse(referenceSchema, text, name);

export const parseVectors = (text: string, name: string): Vector[] =>
  parse(vectorsSchema, text, name).vectors;

export function parseProbabilities(text: string, name: string): number[] {
  const parsed = parse(probabilitiesSchema, text, name);
  return Array.isArray(parsed) ? parsed : parsed.probs;
}

function parse<S extends v.GenericSchema>(schema: S, text: string, name: string): v.InferOutput<S> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${name} is no JSON`, { cause });
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`${name}: ${v.getDotPath(issue) ?? 'as a whole'}: ${issue.message}`);
}
