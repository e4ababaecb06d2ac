import type { CompanionError } from '../platform/companion/companion-link.ts';
import { companionMessagesEn } from '../platform/companion/messages.en.ts';
import { companionMessagesZh } from '../platform/companion/messages.zh.ts';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';

const companionMessages = { en: companionMessagesEn, zh: companionMessagesZh };

/** What the companion said no to, in words. */
export function CompanionNotice({ error }: { readonly error: CompanionError }) {
  const { title, whatToDo } = useStrings(companionMessages)[error.code];
  return (
    <Notice tone="danger" title={title}>
      {whatToDo}
    </Notice>
  );
}
