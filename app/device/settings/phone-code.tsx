/** A QR code that opens this page on a phone with Wi-Fi and server filled in. Nothing leaves the screen by any other way. */
import { useState } from 'react';
import { deviceAddress, type CarriedSettings } from '../../ui/device-address.ts';
import { TextField } from '../../ui/field.tsx';
import { useStrings } from '../../ui/language.ts';
import { QrCode } from '../../ui/qr-code.tsx';
import styles from './settings-form.module.css';
import { settingsFormStrings } from './settings-form.strings.ts';

export function PhoneCode({ settings }: { readonly settings: Required<CarriedSettings> }) {
  const strings = useStrings(settingsFormStrings).phone;
  const here = location.href.replace(/#.*$/, '');
  const [page, setPage] = useState(here.startsWith('https:') ? here : '');
  const isUsable = URL.canParse(page) && new URL(page).protocol === 'https:';
  const carried = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));
  return (
    <div className={styles['field']}>
      <p className={styles['note']}>{strings.lead}</p>
      {!here.startsWith('https:') && (
        <TextField
          label={strings.page}
          hint={strings.pageHint}
          type="url"
          placeholder="https://"
          value={page}
          onChange={setPage}
        />
      )}
      {isUsable && Object.keys(carried).length > 0 && (
        <>
          <QrCode
            className={styles['qr']}
            text={`${page.replace(/#.*$/, '')}#${deviceAddress(carried)}`}
            title={strings.qr}
          />
          <p className={styles['note']}>{strings.secret}</p>
        </>
      )}
    </div>
  );
}
