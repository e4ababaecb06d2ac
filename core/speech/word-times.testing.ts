/**
 * When words begin in recordings of eSpeak NG (npm @echogarden/espeak-ng-emscripten 0.3.5, 175 words a minute, its own
 * word events): the truth that the duration model is held against. One onset for each word between blanks, in Chinese
 * for each character; the five characters without an event of their own stand half-way between their neighbours.
 */
export interface TimedSentence {
  readonly text: string;
  readonly totalMs: number;
  readonly onsetsMs: readonly number[];
}

export const timedSentences: readonly TimedSentence[] = [
  {
    text: 'You can find the settings in the upper corner, right next to the search field.',
    totalMs: 3956,
    onsetsMs: [0, 108, 326, 707, 819, 1238, 1343, 1447, 1686, 2265, 2534, 2881, 3029, 3139, 3480],
  },
  {
    text: 'Great question! Honey never spoils, because it contains very little water.',
    totalMs: 4544,
    onsetsMs: [0, 282, 1212, 1482, 1779, 2486, 2831, 2974, 3557, 3839, 4106],
  },
  {
    text: 'The meeting was moved to 3 this afternoon; please bring your notes and a pen.',
    totalMs: 4197,
    onsetsMs: [0, 108, 428, 616, 944, 1072, 1318, 1511, 2379, 2701, 2968, 3118, 3583, 3745, 3804],
  },
  {
    text: 'In my opinion, the second chapter explains the relationship between language and thought.',
    totalMs: 4945,
    onsetsMs: [0, 119, 223, 824, 932, 1361, 1850, 2472, 2584, 3319, 3720, 4361, 4558],
  },
  {
    text: 'Vous trouverez les réglages en haut à droite, juste à côté du champ de recherche.',
    totalMs: 3492,
    onsetsMs: [0, 151, 502, 633, 1022, 1123, 1272, 1350, 1875, 2133, 2215, 2500, 2619, 2817, 2965],
  },
  {
    text: "Excellente question ! Le miel ne se gâte jamais, car il contient très peu d'eau.",
    totalMs: 4018,
    onsetsMs: [0, 499, 1337, 1456, 1727, 1833, 1987, 2229, 2719, 2913, 3092, 3454, 3646, 3787],
  },
  {
    text: 'Sie finden die Einstellungen oben rechts, gleich neben dem Suchfeld.',
    totalMs: 3555,
    onsetsMs: [0, 139, 512, 661, 1281, 1570, 2127, 2444, 2739, 2934],
  },
  {
    text: 'Gute Frage! Honig verdirbt nie, weil er sehr wenig Wasser enthält.',
    totalMs: 4210,
    onsetsMs: [0, 270, 1074, 1421, 1967, 2398, 2701, 2783, 3030, 3378, 3668],
  },
  {
    text: 'Encontrarás los ajustes arriba a la derecha, justo al lado del campo de búsqueda.',
    totalMs: 4390,
    onsetsMs: [0, 617, 798, 1279, 1599, 1675, 1790, 2371, 2728, 2854, 3149, 3355, 3734, 3871],
  },
  {
    text: '¡Buena pregunta! La miel nunca se estropea, porque contiene muy poca agua.',
    totalMs: 4431,
    onsetsMs: [0, 284, 1163, 1273, 1579, 1924, 2070, 2732, 3064, 3552, 3757, 4066],
  },
  {
    text: '你可以在右上角找到设置，就在搜索框旁边。',
    totalMs: 4908,
    onsetsMs: [
      0, 195, 414, 633, 914, 1107, 1441, 1767, 2045, 2243, 2497, 2948, 3204, 3462, 3686, 3909, 4297, 4605,
    ],
  },
  {
    text: '好问题！蜂蜜不会坏，因为里面的水很少。',
    totalMs: 4589,
    onsetsMs: [0, 256, 517, 1150, 1443, 1635, 1864, 2092, 2590, 2862, 3066, 3259, 3533, 3671, 3982, 4286],
  },
];
