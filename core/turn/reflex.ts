/**
 * Voice over the app's own voice: is this the user, or the loudspeaker heard by the microphone?
 *
 * Both are speech to the model, so the level has to tell them apart. While the app plays, the rule learns how far below
 * the played level the microphone hears it (the coupling: loudspeaker, air, echo canceller), and takes for the user
 * only what is clearly above the echo that this predicts. Where an echo canceller works, the prediction soon lies at the
 * noise of the room and hardly anything is asked of the user. A pure reducer, one step per judged frame; the VAD worker
 * ducks by it, the conversation decides by it.
 */

export interface ReflexFrame {
  readonly probability: number;
  /** Of the microphone, dBFS. */
  readonly levelDb: number;
  /** Of what the player puts out at this time, dBFS, after ducking. Ignored while nothing is audible. */
  readonly playbackDb: number;
  readonly audible: boolean;
}

export interface ReflexSettings {
  readonly onsetThreshold: number;
  readonly offsetThreshold: number;
}

interface EchoRatio {
  /** Microphone relative to what was played, dB. */
  readonly db: number;
  /** It sounded like speech, as an echo of speech does. */
  readonly speech: boolean;
  /** The app had been playing without a pause, so an echo, if there is one, was to be heard. */
  readonly steady: boolean;
}

export interface ReflexState {
  /** Played levels of the last frames, the newest last; as long as an echo may be under way. */
  readonly played: readonly number[];
  /** Of the last frames without the user while the app played, the newest last. */
  readonly ratios: readonly EchoRatio[];
  /** Frames since the user's voice was last found, or null while there is none. */
  readonly sinceVoice: number | null;
}

export interface ReflexStep {
  readonly state: ReflexState;
  /** Lower the reply now: a voice has begun over it. */
  readonly duck: boolean;
  /** As it is to count: the model's own where the sound may be the user's, 0 where the echo explains it. */
  readonly probability: number;
}

/** Echo arrives up to so late: buffer of the device, air, room. 256 ms, enough for most wireless loudspeakers. */
const echoFrames = 8;
/** The coupling is learnt from so many frames: 5 s of the app speaking. */
const ratioFrames = 160;
/** Of sounds that are no speech the loudest are something else than the echo: a cough, a key, a door. */
const strayShare = 0.2;
/** With fewer the echo may not even have arrived. */
const knownAfterFrames = 12;
/** Until the coupling is known, a loudspeaker without echo cancelling is assumed. */
const unknownCouplingDb = -12;
/** Sound without a pause: all its levels lie so near their maximum. */
const steadyDb = 12;
/** The echo of steady sound dips by less than this: if there is less in the microphone, there is less echo. */
const dipDb = 12;
/** Played levels below this leave no echo worth asking about. */
const inaudibleDb = -60;
/** So far above the expected echo a voice begins, and goes on. Source: mic_c of the recordings, whose echo varies by 3 dB. */
const onsetMarginDb = 4;
const holdMarginDb = 2;
/** A voice just above the echo must be surer than one in silence: 0.5 becomes 0.65. */
const raisedShare = 0.3;
/** What is unsure stays so far below the onset threshold. */
const unsureBy = 0.01;
/** So far above it, it need not be. */
const noDoubtDb = 10;
/** A pause of a speaker is shorter. 320 ms. */
const voiceEndFrames = 10;

export const createReflex = (): ReflexState => ({ played: [], ratios: [], sinceVoice: null });

export function stepReflex(before: ReflexState, frame: ReflexFrame, settings: ReflexSettings): ReflexStep {
  const { probability, levelDb, playbackDb, audible } = frame;
  const played = keep(before.played, audible ? playbackDb : -Infinity, echoFrames);
  const loudest = Math.max(...played);
  if (loudest < inaudibleDb)
    return { state: { ...before, played, sinceVoice: null }, duck: false, probability };
  const ratio = levelDb - loudest;
  const goesOn = before.sinceVoice !== null;
  const floor = couplingDb(before) + (goesOn ? holdMarginDb : onsetMarginDb);
  const threshold = goesOn ? settings.offsetThreshold : onsetThreshold(settings, ratio - floor);
  if (ratio >= floor && probability >= threshold)
    return { state: { ...before, played, sinceVoice: 0 }, duck: audible && !goesOn, probability };
  const sinceVoice = goesOn && before.sinceVoice + 1 < voiceEndFrames ? before.sinceVoice + 1 : null;
  const steady = played.length === echoFrames && Math.min(...played) >= loudest - steadyDb;
  const heard = { db: ratio, speech: probability >= settings.offsetThreshold, steady };
  // The pauses of the user, and what may be the user, teach nothing about the echo.
  const isEcho = !goesOn && (ratio < floor || !heard.speech);
  const ratios = isEcho ? keep(before.ratios, heard, ratioFrames) : before.ratios;
  // Above the echo and not sure enough: it begins nothing, and may yet prove to have been the beginning.
  const counted = ratio >= floor ? Math.min(probability, settings.onsetThreshold - unsureBy) : 0;
  return { state: { played, ratios, sinceVoice }, duck: false, probability: counted };
}

/** The louder above the echo, the less the model must be sure. */
function onsetThreshold({ onsetThreshold: usual }: ReflexSettings, aboveDb: number): number {
  const doubt = Math.min(1, Math.max(0, 1 - aboveDb / noDoubtDb));
  return usual + raisedShare * (1 - usual) * doubt;
}

/**
 * How far below the played level the microphone hears it, as far as that is known. The loudest speech that was not the
 * user counts: only what sounds like speech could be mistaken for them. If that was the user after all, the next quiet
 * moment under steady sound shows that no such echo exists.
 */
export function couplingDb({ ratios }: Pick<ReflexState, 'ratios'>): number {
  const all = ratios.map(({ db }) => db).sort((a, b) => b - a);
  let learnt = all[Math.floor(all.length * strayShare)] ?? -Infinity;
  let most = Infinity;
  for (const { db, speech, steady } of ratios) {
    if (speech) learnt = Math.max(learnt, db);
    if (steady) most = Math.min(most, db + dipDb);
  }
  if (ratios.length < knownAfterFrames) learnt = Math.max(unknownCouplingDb, learnt);
  return Math.min(learnt, most);
}

function keep<T>(values: readonly T[], value: T, count: number): readonly T[] {
  const from = Math.max(0, values.length + 1 - count);
  return [...values.slice(from), value];
}
