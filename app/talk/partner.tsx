/** Says which ears, brain and voice were taken, and what leaves this computer with them. Each leads to Settings. */
import { useStore, type StoreApi } from 'zustand';
import { Link } from 'wouter';
import type { ServerPartner } from '../../core/profile/profile.ts';
import { readServerUrl } from '../../core/profile/server-url.ts';
import { engineMessages } from '../engines/explain-failure.ts';
import { Icon } from '../ui/icon.tsx';
import { useStrings } from '../ui/language.ts';
import { settingsAddress } from '../ui/settings-address.ts';
import { departuresOf } from './departures.ts';
import styles from './partner.module.css';
import { partnerStrings } from './partner.strings.ts';
import type { ProfileInUse } from './profile-in-use.ts';

const parts = ['ears', 'brain', 'voice'] as const;

/** One server in place of ears, brain and voice. */
function ServerPart({ server }: { readonly server: ServerPartner }) {
  const strings = useStrings(partnerStrings);
  const read = readServerUrl(server.url);
  const taken = strings.serverAt(server, read.ok ? read.value.host : server.url);
  return (
    <li>
      <Link
        href={settingsAddress('server')}
        className={styles['part'] ?? ''}
        aria-label={strings.change(strings.server, taken)}
        title={taken}
      >
        <Icon name="server" size={16} />
        <span className={styles['name']}>{strings.server}</span>
        <span className={styles['taken']}>{taken}</span>
      </Link>
    </li>
  );
}

export function Partner({ inUse }: { readonly inUse: StoreApi<ProfileInUse> }) {
  const strings = useStrings(partnerStrings);
  const { auto } = useStrings(engineMessages);
  const { profile, choices, looking } = useStore(inUse);
  return (
    <section className={styles['partner']} aria-label={strings.heading}>
      <ul className={styles['parts']}>
        {profile.server && <ServerPart server={profile.server} />}
        {(profile.server === undefined ? parts : []).map((part) => {
          const choice = choices[part];
          const taken = looking ? strings.looking : auto[choice.kind](choice);
          return (
            <li key={part}>
              <Link
                href={settingsAddress(part)}
                className={styles['part'] ?? ''}
                aria-label={strings.change(strings.parts[part], taken)}
                title={taken}
              >
                <Icon name={part} size={16} />
                <span className={styles['name']}>{strings.parts[part]}</span>
                <span className={styles['taken']}>{taken}</span>
              </Link>
            </li>
          );
        })}
      </ul>
      {!looking && (
        <p className={styles['privacy']}>
          <Icon name="shield" size={16} />
          <span>{strings.privacy(departuresOf(profile, location.hostname))}</span>
        </p>
      )}
    </section>
  );
}
