/** Words about where a service is, who may call it, its key, its lists and its test. */
import type { AddressError } from '../engines/service-url.ts';
import type { Reach } from '../platform/companion/companion-link.ts';
import type { StringTables } from '../ui/language.ts';

interface ServiceStrings {
  readonly kind: string;
  readonly address: string;
  readonly calls: (url: string) => string;
  readonly addressErrors: Readonly<Record<AddressError, string>>;
  readonly queryLeftOut: string;
  readonly queryLeftOutHelp: string;
  readonly localNetwork: string;
  readonly localNetworkHelp: string;
  readonly more: string;
  readonly mode: string;
  readonly modes: Readonly<Record<'base' | 'exact', { readonly label: string; readonly hint: string }>>;
  readonly via: string;
  readonly viaHint: string;
  readonly viaWithout: string;
  readonly viaWithoutHelp: string;
  readonly callDirectly: string;
  readonly notAllowed: (origin: string) => string;
  readonly notAllowedHelp: string;
  readonly allow: string;
  readonly confirmTitle: string;
  readonly confirmLooking: string;
  readonly confirmLead: string;
  readonly reach: Readonly<Record<Reach, string>>;
  readonly confirmMeans: string;
  readonly confirmRevoke: string;
  readonly confirmYes: string;
  readonly confirmNo: string;
  readonly key: string;
  readonly keyHint: (host: string) => string;
  readonly keyForNone: string;
  readonly keyIsKept: string;
  readonly keyIsInMemory: string;
  readonly keepKey: string;
  readonly keepKeyHint: string;
  readonly replaceKey: string;
  readonly forgetKey: string;
  readonly keyNotKept: string;
  readonly keyAtCompanion: (host: string) => string;
  readonly throughCompanion: string;
  readonly keyNotSent: string;
  readonly listing: string;
  readonly chooseOf: (count: number) => string;
  readonly emptyList: string;
  readonly foundAt: (url: string) => string;
  readonly useThat: string;
  readonly test: string;
  readonly testing: string;
  readonly works: string;
  readonly timing: (firstMs: number, ms: number) => string;
  readonly saidText: (text: string) => string;
  readonly saidNothing: string;
  readonly spoke: (seconds: number) => string;
}

const seconds = (value: number, locale: string) => value.toLocaleString(locale, { maximumFractionDigits: 1 });

export const serviceStrings: StringTables<ServiceStrings> = {
  en: {
    kind: 'Kind',
    address: 'Address',
    calls: (url) => `Calls ${url}`,
    addressErrors: {
      empty: 'Write where the service is, for example http://localhost:8080/v1',
      'no-url': 'This is not an address yet.',
      'not-http': 'Only http and https addresses can be called.',
      'has-password': 'Leave user name and password out of the address; the key has a field of its own.',
    },
    queryLeftOut: 'What follows the “?” is not sent',
    queryLeftOutHelp:
      'A key has a field of its own below. If the service needs it in the address, choose “The address is the whole call” under More.',
    localNetwork: 'The browser will ask you about your local network',
    localNetworkHelp:
      'This page comes from the internet and the service is near you. Answer Allow when it is first called.',
    more: 'More',
    mode: 'The address is',
    modes: {
      base: { label: 'the beginning', hint: 'Paths such as /models are put behind it.' },
      exact: { label: 'the whole call', hint: 'It is called as it stands.' },
    },
    via: 'Through the companion',
    viaHint:
      'For services that let no web pages in (CORS), for plain http in your network, and for keys that the companion holds. Off: this page calls the service itself.',
    viaWithout: 'This goes through the companion, and there is none here',
    viaWithoutHelp:
      'Start the app with npm start and open the address it prints, or call the service directly.',
    callDirectly: 'Call directly',
    notAllowed: (origin) => `The companion does not call ${origin} yet`,
    notAllowedHelp: 'It asks you once for every new place.',
    allow: 'Allow …',
    confirmTitle: 'May the companion call this place?',
    confirmLooking: 'Looking where it leads …',
    confirmLead: 'The companion would pass on calls of this app to',
    reach: {
      public: 'It is on the internet.',
      private:
        'It is a private address in your own network. Allow it only if you know the device that answers there.',
      loopback:
        'It is this computer, as the companion sees it. Allow it only if you know the program that answers there.',
    },
    confirmMeans:
      'What you say and write to this engine goes there, with the key you have set for it. Nothing else, and only when this app asks.',
    confirmRevoke: 'You can take it back at any time under Companion.',
    confirmYes: 'Allow',
    confirmNo: 'Do not allow',
    key: 'Key',
    keyHint: (host) => `Sent to ${host} and nowhere else. Leave it empty where none is needed.`,
    keyForNone: 'A key can be set once the address is complete: it belongs to one place.',
    keyIsKept: 'kept in this browser',
    keyIsInMemory: 'until this page is closed',
    keepKey: 'Keep in this browser',
    keepKeyHint: 'Encrypted on this device. Someone who uses this browser could still use the key.',
    replaceKey: 'Replace',
    forgetKey: 'Forget',
    keyNotKept: 'The browser could not store the key: it holds until this page is closed.',
    keyAtCompanion: (host) => `The companion has a key for ${host} and adds it itself.`,
    throughCompanion: 'Go through the companion',
    keyNotSent: 'A simple request carries no key. Switch it off under More, or go through the companion.',
    listing: 'Asking …',
    chooseOf: (count) => `Choose one of ${count} …`,
    emptyList: 'The service is there, and its list is empty.',
    foundAt: (url) => `The list is at ${url}, not at the address above.`,
    useThat: 'Use that address',
    test: 'Test connection',
    testing: 'Testing …',
    works: 'It works',
    timing: (firstMs, ms) =>
      firstMs === ms
        ? `Answered after ${ms} ms.`
        : `First answer after ${firstMs} ms, complete after ${ms} ms.`,
    saidText: (text) => `It said: “${text}”`,
    saidNothing: 'It heard no words in the test sound, as it should.',
    spoke: (value) => `${seconds(value, 'en')} s of speech came.`,
  },
  zh: {
    kind: '类型',
    address: '地址',
    calls: (url) => `会调用 ${url}`,
    addressErrors: {
      empty: '请填写服务的地址，例如 http://localhost:8080/v1',
      'no-url': '这还不是一个地址。',
      'not-http': '只能调用 http 和 https 地址。',
      'has-password': '地址里不要带用户名和密码；密钥有单独的输入框。',
    },
    queryLeftOut: '“?”后面的内容不会发送',
    queryLeftOutHelp:
      '密钥有单独的输入框。如果服务要求写在地址里，请在“更多”中把这个地址设为完整的调用地址。',
    localNetwork: '浏览器会询问是否允许访问本地网络',
    localNetworkHelp: '本页来自互联网，而服务在你身边。第一次调用时请选择允许。',
    more: '更多',
    mode: '这个地址是',
    modes: {
      base: { label: '开头部分', hint: '会在后面加上 /models 等路径。' },
      exact: { label: '完整的调用地址', hint: '原样调用。' },
    },
    via: '经由伴侣程序',
    viaHint:
      '用于不允许网页访问（没有 CORS）的服务、你的网络里的普通 http 地址，以及由伴侣程序保管密钥的服务。关闭时由本页直接调用。',
    viaWithout: '这里设置为经由伴侣程序，但现在没有伴侣程序',
    viaWithoutHelp: '请用 npm start 启动应用并打开它显示的地址，或改为直接调用。',
    callDirectly: '直接调用',
    notAllowed: (origin) => `伴侣程序还不能调用 ${origin}`,
    notAllowedHelp: '每个新的地方，它都会先问你一次。',
    allow: '允许…',
    confirmTitle: '允许伴侣程序调用这个地方吗？',
    confirmLooking: '正在查看它通向哪里…',
    confirmLead: '伴侣程序将把本应用的请求转发到',
    reach: {
      public: '它在互联网上。',
      private: '这是你自己网络里的私有地址。只有认识那台设备时才允许。',
      loopback: '这是伴侣程序所在的这台计算机。只有认识在那里应答的程序时才允许。',
    },
    confirmMeans:
      '你对这个引擎说的和写的内容会发到那里，并带上你为它设置的密钥。仅此而已，而且只在本应用请求时。',
    confirmRevoke: '你随时可以在“伴侣程序”一节中撤销。',
    confirmYes: '允许',
    confirmNo: '不允许',
    key: '密钥',
    keyHint: (host) => `只发送给 ${host}。不需要密钥时请留空。`,
    keyForNone: '地址填完整后才能设置密钥：密钥只属于一个地方。',
    keyIsKept: '保存在这个浏览器里',
    keyIsInMemory: '关闭本页后失效',
    keepKey: '保存在这个浏览器里',
    keepKeyHint: '在本设备上加密保存。使用这个浏览器的人仍可能用到它。',
    replaceKey: '更换',
    forgetKey: '忘记',
    keyNotKept: '浏览器无法保存密钥：它在关闭本页之前有效。',
    keyAtCompanion: (host) => `伴侣程序有 ${host} 的密钥，会自动加上。`,
    throughCompanion: '经由伴侣程序',
    keyNotSent: '简单请求不带密钥。请在“更多”中关闭它，或经由伴侣程序。',
    listing: '正在询问…',
    chooseOf: (count) => `从 ${count} 个中选择…`,
    emptyList: '服务有回应，但列表是空的。',
    foundAt: (url) => `列表在 ${url}，而不是上面的地址。`,
    useThat: '使用那个地址',
    test: '测试连接',
    testing: '正在测试…',
    works: '可以使用',
    timing: (firstMs, ms) =>
      firstMs === ms ? `${ms} 毫秒后有回应。` : `${firstMs} 毫秒后开始回应，${ms} 毫秒后完成。`,
    saidText: (text) => `它的回答：“${text}”`,
    saidNothing: '它在测试声音里没有听到文字，这是正常的。',
    spoke: (value) => `收到 ${seconds(value, 'zh-CN')} 秒语音。`,
  },
};
