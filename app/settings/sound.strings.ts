import type { StringTables } from '../ui/language.ts';

interface SoundStrings {
  readonly lead: string;
  readonly microphone: string;
  readonly systemDefault: string;
  readonly unnamed: (number: number) => string;
  readonly notThere: string;
  readonly namesHidden: string;
  readonly showNames: string;
  readonly echo: string;
  readonly echoHint: string;
  readonly noise: string;
  readonly noiseHint: string;
  readonly gain: string;
  readonly gainHint: string;
  readonly listenOnOpen: string;
  readonly listenOnOpenHint: string;
  readonly loudspeaker: string;
  readonly cannotChoose: string;
}

export const soundStrings: StringTables<SoundStrings> = {
  en: {
    lead: 'For all profiles, in this browser.',
    microphone: 'Microphone',
    systemDefault: 'As the system says',
    unnamed: (number) => `Device ${number}`,
    notThere: 'The chosen one (not connected)',
    namesHidden: 'The browser tells the names once a microphone has been allowed.',
    showNames: 'Allow and show names',
    echo: 'Echo cancellation',
    echoHint: 'Takes the loudspeaker out of the microphone. Leave it on unless you wear headphones.',
    noise: 'Noise suppression',
    noiseHint: 'Quieter background; may swallow soft consonants.',
    gain: 'Automatic gain',
    gainHint: 'Keeps near and far voices equally loud.',
    listenOnOpen: 'Listen when the page opens',
    listenOnOpenHint: 'Only where the microphone was allowed before.',
    loudspeaker: 'Loudspeaker',
    cannotChoose: 'This browser plays to the loudspeaker of the system. Choose it there.',
  },
  zh: {
    lead: '适用于这个浏览器中的所有配置。',
    microphone: '麦克风',
    systemDefault: '跟随系统',
    unnamed: (number) => `设备 ${number}`,
    notThere: '所选设备（未连接）',
    namesHidden: '允许使用麦克风后，浏览器才会显示设备名称。',
    showNames: '允许并显示名称',
    echo: '回声消除',
    echoHint: '从麦克风里去掉扬声器的声音。除非戴着耳机，否则请保持开启。',
    noise: '降噪',
    noiseHint: '背景更安静，但可能吞掉轻的辅音。',
    gain: '自动增益',
    gainHint: '让远近的声音一样响。',
    listenOnOpen: '打开页面就开始聆听',
    listenOnOpenHint: '只在之前允许过麦克风时有效。',
    loudspeaker: '扬声器',
    cannotChoose: '这个浏览器使用系统的扬声器，请在系统中选择。',
  },
};
