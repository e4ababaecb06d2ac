/** Messages of a tab that concern one box: its home carries them out. */
import type { TabMessage } from '../../../core/relay/relay-message.ts';

const commands = ['own', 'release', 'watch', 'unwatch', 'send', 'set-mode', 'forget'] as const;
const names: ReadonlySet<string> = new Set(commands);

export type BoxCommand = Extract<TabMessage, { type: (typeof commands)[number] }>;

export const isBoxCommand = (message: TabMessage): message is BoxCommand => names.has(message.type);
