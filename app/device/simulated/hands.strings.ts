import type { StringTables } from '../../ui/language.ts';

interface HandsStrings {
  readonly title: string;
  readonly lead: string;
  readonly unplug: string;
  readonly plug: string;
  readonly hold: string;
  readonly release: string;
  readonly tap: string;
}

export const handsStrings: StringTables<HandsStrings> = {
  en: {
    title: 'Your hands',
    lead: 'Do to the simulated box what you would do to a real one.',
    unplug: 'Pull the cable',
    plug: 'Put the cable in',
    hold: 'Hold K0',
    release: 'Let go of K0',
    tap: 'Tap RST',
  },
  zh: {
    title: '你的双手',
    lead: '像对待真实设备一样操作模拟设备。',
    unplug: '拔掉数据线',
    plug: '插上数据线',
    hold: '按住 K0',
    release: '松开 K0',
    tap: '按一下 RST',
  },
};
