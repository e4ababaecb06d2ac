/** Mouth shapes that a box can draw, numbered as on the wire: 0 none, 1 A, 2 E, 3 I, 4 O, 5 U. */
export type Vowel = 0 | 1 | 2 | 3 | 4 | 5;

type Formants = readonly [f1: number, f2: number, f3: number];
type Speaker = 'man' | 'woman' | 'child';
/** F1, F2 and F3 of A, E, I, O and U, in Hz. */
type Study = Readonly<
  Record<Speaker, readonly [a: Formants, e: Formants, i: Formants, o: Formants, u: Formants]>
>;

/** Mean formants of one vowel in one group of speakers, in Hz. */
export interface VowelMean {
  readonly vowel: Vowel;
  readonly speaker: Speaker;
  readonly formants: Formants;
}

/**
 * Peterson and Barney, "Control methods used in a study of the vowels", J. Acoust. Soc. Am. 24 (1952), table II: the
 * vowels of hod, head, heed, hawed, who'd.
 */
const petersonBarney: Study = {
  man: [
    [730, 1090, 2440],
    [530, 1840, 2480],
    [270, 2290, 3010],
    [570, 840, 2410],
    [300, 870, 2240],
  ],
  woman: [
    [850, 1220, 2810],
    [610, 2330, 2990],
    [310, 2790, 3310],
    [590, 920, 2710],
    [370, 950, 2670],
  ],
  child: [
    [1030, 1370, 3170],
    [690, 2610, 3570],
    [370, 3200, 3730],
    [680, 1060, 3180],
    [430, 1170, 3260],
  ],
};

/**
 * Hillenbrand, Getty, Clark and Wheeler, "Acoustic characteristics of American English vowels", J. Acoust. Soc. Am. 97
 * (1995), table V: the vowels of hod, hayed, heed, hoed, who'd. Forty years and a dialect away from the others, and with
 * the closer E and O that most languages have; what lies between the two is the same mouth.
 */
const hillenbrand: Study = {
  man: [
    [768, 1333, 2522],
    [476, 2089, 2691],
    [342, 2322, 3000],
    [497, 910, 2459],
    [378, 997, 2343],
  ],
  woman: [
    [936, 1551, 2815],
    [536, 2530, 3047],
    [437, 2761, 3372],
    [555, 1035, 2828],
    [459, 1105, 2735],
  ],
  child: [
    [1002, 1688, 2950],
    [564, 2656, 3323],
    [452, 3081, 3702],
    [597, 1137, 2987],
    [494, 1345, 2988],
  ],
};

const speakers: readonly Speaker[] = ['man', 'woman', 'child'];
const numbers = [1, 2, 3, 4, 5] as const;

function meansOf(study: Study): VowelMean[] {
  return speakers.flatMap((speaker) =>
    numbers.map((vowel) => ({ vowel, speaker, formants: study[speaker][vowel - 1]! })),
  );
}

/** Where the vowels lie, as published. */
export const vowelMeans: readonly VowelMean[] = [...meansOf(petersonBarney), ...meansOf(hillenbrand)];
