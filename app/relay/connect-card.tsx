/** How a box finds this computer: the address to type in, and what to do where there is none. */
import { useId, useState } from 'react';
import { useLocation } from 'wouter';
import { useStore, type StoreApi } from 'zustand';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { deviceAddress } from '../ui/device-address.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import { SelectField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { formatBoxId } from './box-id.ts';
import styles from './connect-card.module.css';
import { connectStrings } from './connect.strings.ts';
import { copyText } from './copy-text.ts';
import { NewTokenDialog } from './new-token-dialog.tsx';
import { QrCode } from '../ui/qr-code.tsx';
import type { RelayActions } from './relay-actions.ts';
import { boxesToTell, type RelayState } from './relay-state.ts';

interface ConnectCardProps {
  readonly store: StoreApi<RelayState>;
  readonly actions: RelayActions;
  readonly hasCompanion: boolean;
}

/** Folded once there is a box: who has one has been here before. What has to be done stays in sight. */
export function ConnectCard({ store, actions, hasCompanion }: ConnectCardProps) {
  const strings = useStrings(connectStrings);
  const pairing = useStore(store, (state) => state.pairing);
  const boxes = useStore(store, (state) => state.boxes);
  const real = boxesToTell(boxes);
  const [isAsking, setIsAsking] = useState(false);

  if (!hasCompanion) return <NoCompanion />;
  if (pairing === undefined) return null;
  const { urls, lostUrls } = pairing;
  const way = (
    <>
      {urls.length === 0 ? <NoLan /> : <Address urls={urls} />}
      <div>
        <Button size="small" look="quiet" onClick={() => setIsAsking(true)}>
          {strings.renew}
        </Button>
      </div>
    </>
  );
  return (
    <>
      {lostUrls.length > 0 && <LostAddress store={store} actions={actions} />}
      {real.length === 0 ? (
        <Card title={strings.title} lead={urls.length > 0 && strings.lead}>
          {way}
        </Card>
      ) : (
        <div className={styles['folded']}>
          <Disclosure summary={strings.another}>{way}</Disclosure>
        </div>
      )}
      <NewTokenDialog
        isOpen={isAsking}
        boxes={real}
        onClose={() => setIsAsking(false)}
        onRenew={() => {
          setIsAsking(false);
          actions.renewPairing();
        }}
      />
    </>
  );
}

function NoCompanion() {
  const strings = useStrings(connectStrings);
  return (
    <Card title={strings.title}>
      <Notice tone="info" title={strings.noCompanion}>
        {strings.noCompanionMeans}
      </Notice>
      <Command text="npm ci && npm start -- --lan" />
      <p className={styles['small']}>{strings.noCompanionHow}</p>
    </Card>
  );
}

function NoLan() {
  const strings = useStrings(connectStrings);
  return (
    <>
      <Notice tone="warning" title={strings.noLan}>
        {strings.noLanMeans}
      </Notice>
      <Command text="npm start -- --lan" />
      <p className={styles['small']}>{strings.noLanHow}</p>
    </>
  );
}

function Address({ urls }: { readonly urls: readonly string[] }) {
  const strings = useStrings(connectStrings);
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const url = urls[chosen] ?? urls[0] ?? '';
  return (
    <>
      {urls.length > 1 && (
        <SelectField
          label={strings.which}
          value={String(Math.min(chosen, urls.length - 1))}
          options={urls.map((each, index) => ({ value: String(index), label: hostOf(each) }))}
          onChange={(index) => setChosen(Number(index))}
        />
      )}
      <Command text={url} label={strings.url} />
      <QrCode text={url} title={strings.qr(url)} className={styles['qr']} />
      <p className={styles['small']}>{strings.secret}</p>
      <div>
        <Button
          size="small"
          aria-describedby={`${id}-send`}
          onClick={() => navigate(deviceAddress({ server_url: url }))}
        >
          {strings.send}
        </Button>
        <p id={`${id}-send`} className={styles['small']}>
          {strings.sendHow}
        </p>
      </div>
    </>
  );
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

/** A line to be taken elsewhere. */
function Command({ text, label }: { readonly text: string; readonly label?: string }) {
  const strings = useStrings(connectStrings);
  const [outcome, setOutcome] = useState<{ readonly text: string; readonly isCopied: boolean }>();
  const isCopied = outcome?.text === text && outcome.isCopied;
  const copy = async () => setOutcome({ text, isCopied: await copyText(text) });
  return (
    <div>
      <div className={styles['command']}>
        <code aria-label={label} role={label === undefined ? undefined : 'group'}>
          {text}
        </code>
        <Button
          size="small"
          aria-label={label === undefined ? `${strings.copy}: ${text}` : `${strings.copy}: ${label}`}
          onClick={() => void copy()}
        >
          {isCopied ? strings.copied : strings.copy}
        </Button>
      </div>
      <p className={styles['small']} role="status">
        {outcome?.text === text && !outcome.isCopied && strings.copyFailed}
        {isCopied && <span className="visually-hidden">{strings.copied}</span>}
      </p>
    </div>
  );
}

/** Boxes that were told an address which this computer has no more. */
function LostAddress({ store, actions }: Omit<ConnectCardProps, 'hasCompanion'>) {
  const strings = useStrings(connectStrings);
  const pairing = useStore(store, (state) => state.pairing);
  const boxes = useStore(store, (state) => state.boxes);
  if (pairing === undefined) return null;
  // Who is connected has found the way.
  const away = boxesToTell(boxes).filter(({ connected }) => !connected);
  const url = pairing.urls[0];
  return (
    <Notice tone="warning" title={strings.lost}>
      <p>{strings.lostMeans(pairing.lostUrls.map(hostOf).join(', '))}</p>
      {away.length === 0 ? (
        <p>{strings.nobodyToTell}</p>
      ) : (
        <>
          <p>{strings.toTell}</p>
          <ul className={styles['toTell']}>
            {away.map(({ id }) => (
              <li key={id}>
                <code>{formatBoxId(id)}</code>
                {url !== undefined && (
                  <Button
                    size="small"
                    aria-label={strings.toldBox(formatBoxId(id))}
                    onClick={() => actions.urlSent(id, url)}
                  >
                    {strings.told}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Notice>
  );
}
