/** What the lines say of the box, at a glance. */
import type { BoxStatus } from '../../../workers/loader-api.ts';
import { Button } from '../../ui/button.tsx';
import { useStrings } from '../../ui/language.ts';
import { Notice } from '../../ui/notice.tsx';
import { HeapChart } from './heap-chart.tsx';
import styles from './monitor.module.css';
import { monitorStrings } from './monitor.strings.ts';

type Tone = 'good' | 'warning' | 'danger' | 'quiet';

export function StatusStrip({ status }: { readonly status: BoxStatus }) {
  const { status: words } = useStrings(monitorStrings);
  const { wifi, ip, server, serverUrl, version, reboots } = status;
  const state =
    status.booted === 'download'
      ? words.download
      : status.activity
        ? words.activities[status.activity]
        : status.booted
          ? words.starting
          : words.silent;
  return (
    <dl className={styles['strip']} aria-label={words.title}>
      <Fact name={words.state} value={state} tone={toneOfState(status)} id="state" />
      <Fact
        name={words.wifi}
        value={wifi ? [words.wifis[wifi.state], wifi.ssid].filter(Boolean).join(' · ') : words.unknown}
        tone={
          wifi
            ? ({ connected: 'good', connecting: 'warning', failed: 'danger' } as const)[wifi.state]
            : 'quiet'
        }
        id="wifi"
      />
      <Fact name={words.ip} value={ip ?? words.unknown} tone="quiet" id="ip" />
      <Fact
        name={words.server}
        value={server ? words.servers[server] : (hostOf(serverUrl) ?? words.unknown)}
        title={serverUrl}
        tone={server ? ({ connected: 'good', lost: 'danger', failed: 'danger' } as const)[server] : 'quiet'}
        id="server"
      />
      <Fact name={words.version} value={version ?? words.unknown} tone="quiet" id="version" />
      {reboots > 0 && <Fact name={words.reboots} value={String(reboots)} tone="quiet" id="reboots" />}
      {status.heap.length > 0 && <HeapChart heap={status.heap} />}
    </dl>
  );
}

function toneOfState(status: BoxStatus): Tone {
  if (status.panic) return 'danger';
  if (status.booted === 'download' || status.activity === 'setup') return 'warning';
  return status.activity ? 'good' : 'quiet';
}

const hostOf = (url: string | undefined): string | undefined =>
  url !== undefined && URL.canParse(url) ? new URL(url).host : url;

interface FactProps {
  readonly name: string;
  readonly value: string;
  readonly title?: string | undefined;
  readonly tone: Tone;
  readonly id: string;
}

function Fact({ name, value, title, tone, id }: FactProps) {
  return (
    <div className={styles['fact']} data-tone={tone}>
      <dt>{name}</dt>
      <dd title={title} data-testid={`status-${id}`}>
        {value}
      </dd>
    </div>
  );
}

interface PanicProps {
  readonly panic: NonNullable<BoxStatus['panic']>;
  readonly onSettings: () => void;
}

export function Panic({ panic, onSettings }: PanicProps) {
  const { panic: words } = useStrings(monitorStrings);
  const isOfSettings = panic.hint !== 'unknown';
  return (
    <Notice
      tone="danger"
      title={words.title}
      actions={
        isOfSettings && (
          <Button size="small" onClick={onSettings}>
            {words.toSettings}
          </Button>
        )
      }
    >
      <p>{words.hints[panic.hint]}</p>
      <details className={styles['backtrace']}>
        <summary>{words.backtrace}</summary>
        <code>{[panic.message, ...panic.backtrace].join('\n')}</code>
      </details>
    </Notice>
  );
}
