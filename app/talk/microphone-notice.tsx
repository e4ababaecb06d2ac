import type { MicrophoneError } from '../platform/microphone/microphone-errors.ts';
import { microphoneMessagesEn } from '../platform/microphone/messages.en.ts';
import { microphoneMessagesZh } from '../platform/microphone/messages.zh.ts';
import { Button } from '../ui/button.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import type { TalkActions } from './talk-actions.ts';
import { talkStrings } from './talk.strings.ts';

interface MicrophoneNoticeProps {
  readonly error: MicrophoneError;
  readonly actions: Pick<TalkActions, 'start' | 'leaveMicrophone'>;
}

const messages = { en: microphoneMessagesEn, zh: microphoneMessagesZh };

/** Why there is no microphone, and the two ways on: try again, or write. */
export function MicrophoneNotice({ error, actions }: MicrophoneNoticeProps) {
  const strings = useStrings(talkStrings);
  const { title, whatToDo } = useStrings(messages)[error.code];
  const writeInstead = () => {
    actions.leaveMicrophone();
    document.getElementById('talk-text')?.focus();
  };
  return (
    <Notice
      tone="danger"
      title={title}
      actions={
        <>
          <Button size="small" onClick={() => void actions.start()}>
            {strings.tryAgain}
          </Button>
          <Button size="small" onClick={writeInstead}>
            {strings.writeInstead}
          </Button>
        </>
      }
    >
      {whatToDo}
    </Notice>
  );
}
