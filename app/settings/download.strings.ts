import type { StringTables } from '../ui/language.ts';

interface DownloadStrings {
  readonly modelReady: string;
  readonly modelNeedsDownload: string;
  readonly modelNeedsDownloadHelp: string;
  readonly modelMissing: string;
  readonly modelMissingHelp: string;
  readonly packReady: string;
  readonly packNeedsDownload: string;
  readonly packMissing: string;
  readonly packMissingHelp: string;
  readonly download: string;
  readonly downloading: (percent: number | undefined) => string;
  readonly downloadFailed: string;
  readonly downloadFailedHelp: string;
}

export const downloadStrings: StringTables<DownloadStrings> = {
  en: {
    modelReady: 'The model is ready on this device.',
    modelNeedsDownload: 'The model is not on this device yet',
    modelNeedsDownloadHelp: 'The browser downloads it once, several gigabytes, and keeps it for all pages.',
    modelMissing: 'This browser has no built-in model',
    modelMissingHelp:
      'Use a recent Chrome on a desktop computer with enough memory and disk, or choose another kind.',
    packReady: 'The language pack is on this device.',
    packNeedsDownload: 'The language pack is not on this device yet',
    packMissing: 'This browser cannot recognise this language on the device',
    packMissingHelp: 'Use a recent Chrome, choose another language, or switch this off.',
    download: 'Download',
    downloading: (percent) => (percent === undefined ? 'Downloading …' : `Downloading: ${percent} %`),
    downloadFailed: 'The download did not work',
    downloadFailedHelp: 'Check the connection and the free space on the disk, then try again.',
  },
  zh: {
    modelReady: '模型已在本设备上，可以使用。',
    modelNeedsDownload: '模型还不在本设备上',
    modelNeedsDownloadHelp: '浏览器会下载一次（数 GB），供所有网页使用。',
    modelMissing: '这个浏览器没有内置模型',
    modelMissingHelp: '请在内存和磁盘充足的电脑上使用较新的 Chrome，或选择其他类型。',
    packReady: '语言包已在本设备上。',
    packNeedsDownload: '语言包还不在本设备上',
    packMissing: '这个浏览器不能在本设备上识别这种语言',
    packMissingHelp: '请使用较新的 Chrome、换一种语言，或关闭此项。',
    download: '下载',
    downloading: (percent) => (percent === undefined ? '正在下载…' : `正在下载：${percent}%`),
    downloadFailed: '下载没有成功',
    downloadFailedHelp: '请检查网络和磁盘空间，然后再试。',
  },
};
