/** Choose firmware, see what it would change, and put it on the box. */
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { FirmwareFile } from '../../../workers/loader-api.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { TextField } from '../../ui/field.tsx';
import { useStrings } from '../../ui/language.ts';
import { Notice } from '../../ui/notice.tsx';
import type { Desk } from '../device-state.ts';
import type { DeviceSession } from '../device-session.ts';
import { AllowDialog } from './allow-dialog.tsx';
import type { FirmwareLibrary } from './firmware-library.ts';
import styles from './firmware.module.css';
import { firmwareStrings } from './firmware.strings.ts';
import { OfferList } from './offer-list.tsx';
import { PlanView } from './plan-view.tsx';

interface FirmwarePanelProps {
  readonly library: FirmwareLibrary;
  readonly session: DeviceSession;
  readonly firmware: Desk['firmware'];
}

export function FirmwarePanel({ library, session, firmware }: FirmwarePanelProps) {
  const asking = useStore(library.store, (state) => state.asking);
  const plan = (files: readonly FirmwareFile[] | undefined, eraseSettings = false) => {
    if (files) session.run({ kind: 'plan-flash', files, eraseSettings });
  };
  return (
    <>
      {asking && <AllowDialog asking={asking} />}
      {firmware === null ? (
        <Sources library={library} onFiles={plan} />
      ) : (
        <PlanView
          plan={firmware.plan}
          eraseSettings={firmware.eraseSettings}
          onEraseSettings={(erase) => plan(firmware.files, erase)}
          onWrite={() => session.run({ kind: 'flash', plan: firmware.plan })}
          onDrop={() => session.dropFirmware()}
        />
      )}
    </>
  );
}

interface SourcesProps {
  readonly library: FirmwareLibrary;
  readonly onFiles: (files: readonly FirmwareFile[] | undefined) => void;
}

function Sources({ library, onFiles }: SourcesProps) {
  const strings = useStrings(firmwareStrings);
  const { opened, trouble } = useStore(library.store);
  useEffect(() => void library.load(), [library]);
  return (
    <>
      {trouble && trouble.code !== 'stopped' && (
        <Notice tone="danger" title={strings.troubles[trouble.code](trouble.detail)} />
      )}
      {opened && (
        <Card title={strings.opened(opened.name)}>
          <OfferList offers={opened.offers} library={library} onFiles={onFiles} />
        </Card>
      )}
      <Catalogue library={library} onFiles={onFiles} />
      <div className={styles['own']}>
        <FileSource library={library} onFiles={onFiles} />
        <AddressSource library={library} onFiles={onFiles} />
      </div>
    </>
  );
}

function Catalogue({ library, onFiles }: SourcesProps) {
  const strings = useStrings(firmwareStrings);
  const catalogue = useStore(library.store, (state) => state.catalogue);
  return (
    <Card title={strings.which} lead={strings.lead}>
      {typeof catalogue === 'object' && (
        <OfferList offers={catalogue.offers} library={library} onFiles={onFiles} />
      )}
      {catalogue === 'failed' && <p role="alert">{strings.troubles['not-a-catalogue']('catalog.json')}</p>}
    </Card>
  );
}

function FileSource({ library, onFiles }: SourcesProps) {
  const strings = useStrings(firmwareStrings);
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const open = async (file: File | undefined) => {
    if (file) onFiles(await library.openFile(file));
  };
  return (
    <Card title={strings.from.file}>
      <div
        className={styles['drop']}
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          void open(event.dataTransfer.files[0]);
        }}
      >
        <Button onClick={() => input.current?.click()}>{strings.choose}</Button>
        <span>{strings.drop}</span>
        <input
          ref={input}
          type="file"
          accept=".bin,.toml,.json,.elf,application/octet-stream"
          aria-label={strings.choose}
          hidden
          onChange={({ target }) => {
            const file = target.files?.[0];
            target.value = '';
            void open(file);
          }}
        />
      </div>
      <p className={styles['hint']}>{strings.fileHint}</p>
    </Card>
  );
}

function AddressSource({ library, onFiles }: SourcesProps) {
  const strings = useStrings(firmwareStrings);
  const fetching = useStore(library.store, (state) => state.fetching);
  const [address, setAddress] = useState('');
  return (
    <Card title={strings.from.address}>
      <form
        className={styles['address']}
        onSubmit={(event) => {
          event.preventDefault();
          void library.openAddress(address).then(onFiles);
        }}
      >
        <TextField
          label={strings.address}
          hint={strings.addressHint}
          type="url"
          placeholder="https://"
          value={address}
          onChange={setAddress}
        />
        <Button type="submit" disabled={address.trim() === '' || fetching !== null}>
          {strings.open}
        </Button>
      </form>
    </Card>
  );
}
