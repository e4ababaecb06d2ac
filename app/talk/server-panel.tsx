/** What a server that answers tells beside the turns: its line, its status, what it asks, what one should know. */
import { useStore, type StoreApi } from 'zustand';
import { useLocation } from 'wouter';
import type { ServerPartner } from '../../core/profile/profile.ts';
import type { NoticeView } from '../../workers/conversation-api.ts';
import { Button } from '../ui/button.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { settingsAddress } from '../ui/settings-address.ts';
import type { ProfileInUse } from './profile-in-use.ts';
import { serverNotices } from './server-notices.ts';
import styles from './server-panel.module.css';
import { serverStrings } from './server.strings.ts';
import type { TalkActions } from './talk-actions.ts';
import type { TalkState } from './talk-store.ts';

interface ServerPanelProps {
  readonly store: StoreApi<TalkState>;
  readonly inUse: StoreApi<ProfileInUse>;
  readonly actions: Pick<TalkActions, 'select' | 'reconnect' | 'dismissNotice'>;
}

export function ServerPanel({ store, inUse, actions }: ServerPanelProps) {
  const strings = useStrings(serverStrings);
  const [, navigate] = useLocation();
  const server = useStore(inUse, ({ profile }) => profile.server);
  const { link, choices, notices, action, recordings } = useStore(store, (state) => state.server);
  if (server === undefined) return null;
  const settings = (
    <Button size="small" onClick={() => navigate(settingsAddress('server'))}>
      {strings.openSettings}
    </Button>
  );
  return (
    <div className={styles['panel']} data-testid="server-panel" data-link={link.state}>
      {notices.map((notice) => (
        <ServerNotice
          key={notice.code}
          kind={server.kind}
          notice={notice}
          onDismiss={() => actions.dismissNotice(notice.code)}
        />
      ))}
      {link.state === 'asking' && (
        <Notice
          tone="warning"
          title={strings.asking.title}
          actions={
            <>
              <Button size="small" look="primary" onClick={() => actions.reconnect()}>
                {strings.reconnect}
              </Button>
              {settings}
            </>
          }
        >
          {strings.asking.whatToDo}
        </Notice>
      )}
      {(link.state === 'connecting' || link.state === 'waiting') && (
        <p className={styles['line']} role="status">
          {strings.link[link.state]}
        </p>
      )}
      {action !== '' && (
        <p className={styles['line']} role="status" data-testid="server-action">
          <span className="visually-hidden">{strings.says}: </span>
          {action}
        </p>
      )}
      {server.kind === 'echokit' && server.record && recordings.length > 0 && (
        <Disclosure summary={strings.recordings(recordings.length)}>
          <ul className={styles['recordings']}>
            {recordings.map(({ name, url }) => (
              <li key={url}>
                <a href={url} download={name} target="_blank" rel="noreferrer">
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
      {choices !== null && (
        <section className={styles['choices']} aria-label={strings.choices} data-testid="choices">
          <p role="alert">{choices.message}</p>
          <ol>
            {choices.items.map((item, index) => (
              <li key={index}>
                <Button look={index === 0 ? 'primary' : 'plain'} onClick={() => actions.select(index)}>
                  {item}
                </Button>
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}

interface ServerNoticeProps {
  readonly kind: ServerPartner['kind'];
  readonly notice: NoticeView;
  readonly onDismiss: () => void;
}

function ServerNotice({ kind, notice, onDismiss }: ServerNoticeProps) {
  const strings = useStrings(serverStrings);
  const { title, whatToDo, causes } = useStrings(serverNotices)(notice, kind);
  return (
    <Notice
      tone="info"
      title={title}
      actions={
        <Button size="small" look="quiet" onClick={onDismiss}>
          {strings.dismiss}
        </Button>
      }
    >
      {whatToDo && <p>{whatToDo}</p>}
      {causes.map((cause) => (
        <p key={cause}>{cause}</p>
      ))}
    </Notice>
  );
}
