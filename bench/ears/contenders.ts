/** Who is compared: our ears in the Talk page, and @ricky0123/vad-web's MicVAD on its v6 model. */
import { defaultTurnSettings } from '../../core/profile/profile.ts';

export interface Contender {
  readonly name: string;
  readonly kind: 'ours' | 'peer';
  /** MicVAD's options where they are not its own defaults. */
  readonly options: Readonly<Record<string, number>>;
}

const { onsetThreshold, offsetThreshold, hardEndMs, minSpeechMs, preRollMs } = defaultTurnSettings;

export const ours: Contender = { name: 'EchoKit Web', kind: 'ours', options: {} };
export const peers: readonly [Contender, Contender] = [
  { name: 'MicVAD as shipped', kind: 'peer', options: {} },
  {
    name: 'MicVAD, our settings',
    kind: 'peer',
    options: {
      positiveSpeechThreshold: onsetThreshold,
      negativeSpeechThreshold: offsetThreshold,
      redemptionMs: hardEndMs,
      minSpeechMs,
      preSpeechPadMs: preRollMs,
    },
  },
];
export const contenders: readonly Contender[] = [ours, ...peers];
