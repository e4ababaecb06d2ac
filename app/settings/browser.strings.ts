/** Words about what this browser keeps and how it looks, and about the companion. */
import type { Upstream } from '../platform/companion/companion-link.ts';
import type { Language, StringTables } from '../ui/language.ts';
import type { ThemeChoice } from '../ui/theme.ts';

interface BrowserStrings {
  readonly keys: string;
  readonly noKeys: string;
  readonly kept: string;
  readonly inMemory: string;
  readonly forget: string;
  readonly forgetKeyOf: (origin: string) => string;
  readonly forgetAll: string;
  readonly forgetAllSure: string;
  readonly forgetAllText: (keys: number) => string;
  readonly cancel: string;
  readonly forgetFailed: string;
  readonly forgetFailedHelp: string;
  readonly conversations: string;
  readonly keepConversations: string;
  readonly keepConversationsHint: string;
  readonly keepAudio: string;
  readonly keepAudioHint: string;
  readonly companion: string;
  readonly noCompanion: string;
  readonly noCompanionMeans: string;
  readonly noCompanionHow: string;
  readonly loading: string;
  readonly tryAgain: string;
  readonly noUpstreams: string;
  readonly sources: Readonly<Record<Upstream['source'], string>>;
  readonly keyed: string;
  readonly nearby: string;
  readonly downloadsOnly: string;
  readonly revoke: string;
  readonly revokeOrigin: (origin: string) => string;
  readonly look: string;
  readonly language: string;
  readonly languages: Readonly<Record<Language, string>>;
  readonly theme: string;
  readonly themes: Readonly<Record<ThemeChoice, string>>;
}

const languages = { en: 'English', zh: '中文' };

export const browserStrings: StringTables<BrowserStrings> = {
  en: {
    keys: 'Each key belongs to one place and is sent nowhere else. Set them where the engine is set up; best are keys made for this app, with a spending limit.',
    noKeys: 'There are no keys.',
    kept: 'kept in this browser, encrypted',
    inMemory: 'until this page is closed',
    forget: 'Forget',
    forgetKeyOf: (origin) => `Forget the key for ${origin}`,
    forgetAll: 'Forget all keys',
    forgetAllSure: 'Forget all keys?',
    forgetAllText: (keys) =>
      keys === 1
        ? 'One key is removed from this browser. The service itself still accepts it.'
        : `${keys} keys are removed from this browser. The services themselves still accept them.`,
    cancel: 'Cancel',
    forgetFailed: 'The browser could not delete what it kept',
    forgetFailedHelp: 'The key is not used any more. Clear the data of this site in the browser to be sure.',
    conversations: 'Stored in this browser only; you can search, export and delete them.',
    keepConversations: 'Keep conversations',
    keepConversationsHint: 'Off: each is gone when the page is closed.',
    keepAudio: 'Keep the sound of both sides',
    keepAudioHint: 'To listen again and to export. About 2 MB a minute of speech.',
    companion: 'The program that served this page. It calls services for it, only those on this list.',
    noCompanion: 'There is no companion',
    noCompanionMeans:
      'This page was opened from a web server. Everything works with services that let web pages in; those that do not, and plain http in your own network, are out of reach, and there is no voice but those of the page and the browser.',
    noCompanionHow: 'To have one, run the app on your computer: npm ci && npm start',
    loading: 'Asking the companion …',
    tryAgain: 'Try again',
    noUpstreams: 'The list is empty: the companion calls nobody.',
    sources: {
      'built-in': 'EchoKit’s usual port',
      configuration: 'from its configuration',
      person: 'allowed by you',
    },
    keyed: 'the companion adds a key',
    nearby: 'private address',
    downloadsOnly: 'downloads only',
    revoke: 'Revoke',
    revokeOrigin: (origin) => `Revoke ${origin}`,
    look: 'For this browser.',
    language: 'Language',
    languages,
    theme: 'Colours',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  },
  zh: {
    keys: '每个密钥只属于一个地方，不会发送到别处。请在设置引擎的地方填写；最好使用专为本应用创建、有消费限额的密钥。',
    noKeys: '还没有密钥。',
    kept: '加密保存在这个浏览器里',
    inMemory: '关闭本页后失效',
    forget: '忘记',
    forgetKeyOf: (origin) => `忘记 ${origin} 的密钥`,
    forgetAll: '忘记所有密钥',
    forgetAllSure: '忘记所有密钥？',
    forgetAllText: (keys) => `将从这个浏览器中删除 ${keys} 个密钥。服务本身仍然接受它们。`,
    cancel: '取消',
    forgetFailed: '浏览器无法删除已保存的内容',
    forgetFailedHelp: '密钥已不再使用。为保险起见，请在浏览器中清除本网站的数据。',
    conversations: '只保存在这个浏览器里，可以搜索、导出和删除。',
    keepConversations: '保存对话',
    keepConversationsHint: '关闭时，对话会在关闭页面后消失。',
    keepAudio: '保存双方的声音',
    keepAudioHint: '用于重听和导出。每分钟语音约 2 MB。',
    companion: '提供本页的程序。它代为调用服务，而且只调用这个列表里的。',
    noCompanion: '没有伴侣程序',
    noCompanionMeans:
      '本页来自网络服务器。允许网页访问的服务都能使用；不允许的服务和你自己网络里的普通 http 地址无法访问，声音也只有本页和浏览器自带的。',
    noCompanionHow: '想要伴侣程序，请在你的计算机上运行：npm ci && npm start',
    loading: '正在询问伴侣程序…',
    tryAgain: '重试',
    noUpstreams: '列表是空的：伴侣程序不调用任何服务。',
    sources: { 'built-in': 'EchoKit 的常用端口', configuration: '来自它的配置', person: '由你允许' },
    keyed: '由伴侣程序加上密钥',
    nearby: '私有地址',
    downloadsOnly: '仅用于下载',
    revoke: '撤销',
    revokeOrigin: (origin) => `撤销 ${origin}`,
    look: '适用于这个浏览器。',
    language: '语言',
    languages,
    theme: '颜色',
    themes: { system: '跟随系统', light: '浅色', dark: '深色' },
  },
};
