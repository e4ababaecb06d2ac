import type { ProfileFileProblem } from '../../core/profile/profile-file.ts';
import type { StringTables } from '../ui/language.ts';

interface ProfilesStrings {
  readonly lead: string;
  readonly choose: string;
  readonly autoAbout: string;
  readonly looking: string;
  readonly lookAgain: string;
  readonly makeOwn: string;
  readonly autoCopyName: string;
  readonly ears: string;
  readonly brain: string;
  readonly voice: string;
  readonly name: string;
  readonly duplicate: string;
  readonly exportOne: string;
  readonly exportAll: string;
  readonly delete: string;
  readonly notAdded: string;
  readonly deleted: (name: string) => string;
  readonly undo: string;
  readonly create: string;
  readonly createLead: string;
  readonly import: string;
  readonly exportTitle: string;
  readonly exportLead: (profiles: number) => string;
  readonly includeKeys: string;
  readonly includeKeysHint: string;
  readonly noKeys: string;
  readonly keysWarning: string;
  readonly keysWarningText: (origins: string) => string;
  readonly saveFile: string;
  readonly cancel: string;
  readonly importTitle: string;
  readonly importProblems: Readonly<Record<ProfileFileProblem | 'unreadable', string>>;
  readonly importNothingLost: string;
  readonly added: (names: string) => string;
  readonly addedNone: string;
  readonly known: (profiles: number) => string;
  readonly refused: (profiles: number) => string;
  readonly refusedProfile: (position: number, name: string | undefined) => string;
  readonly keysTitle: string;
  readonly keysText: string;
  readonly keyReplaces: string;
  readonly keepKeys: string;
  readonly takeKeys: (keys: number) => string;
  readonly done: string;
}

const list = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

export const profilesStrings: StringTables<ProfilesStrings> = {
  en: {
    lead: 'A profile is who listens, who thinks and who speaks. The one you choose is used at once.',
    choose: 'Profile',
    autoAbout: 'Takes what is there. Works without a key and without a server.',
    looking: 'Looking around …',
    lookAgain: 'Look again',
    makeOwn: 'Make a profile of it',
    autoCopyName: 'My profile',
    ears: 'Ears',
    brain: 'Brain',
    voice: 'Voice',
    name: 'Name',
    duplicate: 'Duplicate',
    exportOne: 'Export',
    exportAll: 'Export all',
    delete: 'Delete',
    notAdded: 'This profile was not made: it could not be read again. Nothing else has changed.',
    deleted: (name) => `“${name}” is deleted.`,
    undo: 'Undo',
    create: 'New profile',
    createLead: 'Begin with one of these. All of it can be changed afterwards.',
    import: 'Import',
    exportTitle: 'Export profiles',
    exportLead: (profiles) => `${list(profiles, 'profile', 'profiles')} as a JSON file, without keys.`,
    includeKeys: 'Include my keys',
    includeKeysHint: 'Off: whoever imports the file puts in keys of their own.',
    noKeys: 'There are no keys for the services of these profiles.',
    keysWarning: 'The file will hold your keys in the clear',
    keysWarningText: (origins) =>
      `Whoever has the file can use your accounts at ${origins}. Do not send it, and delete it when it has served.`,
    saveFile: 'Save file',
    cancel: 'Cancel',
    importTitle: 'Import profiles',
    importProblems: {
      'too-long': 'This file is far too large to hold profiles.',
      'not-json': 'This is not a JSON file. Choose a file that was exported here.',
      'other-format': 'This file holds something else than profiles of EchoKit Web.',
      'newer-version':
        'This file was written by a newer version of the app. Reload the page to get it, then try again.',
      unreadable: 'The browser could not read the file. Choose it again.',
    },
    importNothingLost: 'Nothing was changed.',
    added: (names) => `Added: ${names}.`,
    addedNone: 'There was nothing to add.',
    known: (profiles) => `${list(profiles, 'profile is', 'profiles are')} here already, just so.`,
    refused: (profiles) => `${list(profiles, 'profile', 'profiles')} could not be read and stayed outside:`,
    refusedProfile: (position, name) => (name ? `No. ${position}, “${name}”` : `No. ${position}`),
    keysTitle: 'The file brings keys',
    keysText:
      'Take only those you expect. Each goes to the service it is for and nowhere else; what you say to that service is then billed to that key.',
    keyReplaces: 'replaces the key you have',
    keepKeys: 'Keep them in this browser',
    takeKeys: (keys) => (keys === 0 ? 'Take no key' : `Take ${list(keys, 'key', 'keys')}`),
    done: 'Done',
  },
  zh: {
    lead: '配置决定谁来听、谁来想、谁来说。选中的配置立即生效。',
    choose: '配置',
    autoAbout: '有什么就用什么。不需要密钥，也不需要服务器。',
    looking: '正在查找…',
    lookAgain: '重新查找',
    makeOwn: '另存为我的配置',
    autoCopyName: '我的配置',
    ears: '耳朵',
    brain: '大脑',
    voice: '声音',
    name: '名称',
    duplicate: '复制',
    exportOne: '导出',
    exportAll: '全部导出',
    delete: '删除',
    notAdded: '没有创建这个配置：它以后将无法读取。其他内容没有改变。',
    deleted: (name) => `已删除“${name}”。`,
    undo: '撤销',
    create: '新建配置',
    createLead: '从下面选一个开始，之后都可以修改。',
    import: '导入',
    exportTitle: '导出配置',
    exportLead: (profiles) => `把 ${profiles} 个配置保存为 JSON 文件，不含密钥。`,
    includeKeys: '包含我的密钥',
    includeKeysHint: '关闭时，导入的人需要填自己的密钥。',
    noKeys: '这些配置的服务没有密钥。',
    keysWarning: '文件里会有明文密钥',
    keysWarningText: (origins) =>
      `拿到文件的人可以使用你在 ${origins} 的账户。请不要发送给别人，用完后请删除。`,
    saveFile: '保存文件',
    cancel: '取消',
    importTitle: '导入配置',
    importProblems: {
      'too-long': '这个文件太大，不可能是配置。',
      'not-json': '这不是 JSON 文件。请选择从这里导出的文件。',
      'other-format': '这个文件里不是 EchoKit Web 的配置。',
      'newer-version': '这个文件来自更新的版本。请刷新页面更新后再试。',
      unreadable: '浏览器无法读取这个文件，请重新选择。',
    },
    importNothingLost: '没有做任何更改。',
    added: (names) => `已添加：${names}。`,
    addedNone: '没有可添加的配置。',
    known: (profiles) => `有 ${profiles} 个配置已经在这里，完全相同。`,
    refused: (profiles) => `有 ${profiles} 个配置无法读取，没有导入：`,
    refusedProfile: (position, name) => (name ? `第 ${position} 个，“${name}”` : `第 ${position} 个`),
    keysTitle: '文件里带有密钥',
    keysText: '只接受你认识的密钥。每个密钥只会发给它所属的服务；之后发给该服务的内容会记在这个密钥的账上。',
    keyReplaces: '会替换你现有的密钥',
    keepKeys: '保存在这个浏览器里',
    takeKeys: (keys) => (keys === 0 ? '不使用密钥' : `使用 ${keys} 个密钥`),
    done: '完成',
  },
};
