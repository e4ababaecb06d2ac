import { useStore } from 'zustand';
import type { FirmwareFile } from '../../../workers/loader-api.ts';
import { Button } from '../../ui/button.tsx';
import { useLanguage, useStrings } from '../../ui/language.ts';
import { deviceStrings } from '../device.strings.ts';
import type { FirmwareLibrary } from './firmware-library.ts';
import type { FirmwareOffer } from './firmware-offer.ts';
import styles from './firmware.module.css';
import { firmwareStrings } from './firmware.strings.ts';

interface OfferListProps {
  readonly offers: readonly FirmwareOffer[];
  readonly library: FirmwareLibrary;
  readonly onFiles: (files: readonly FirmwareFile[] | undefined) => void;
}

export function OfferList({ offers, library, onFiles }: OfferListProps) {
  return (
    <ul className={styles['offers']}>
      {offers.map((offer) => (
        <Offer key={offer.id} offer={offer} library={library} onFiles={onFiles} />
      ))}
    </ul>
  );
}

function Offer({
  offer,
  library,
  onFiles,
}: Omit<OfferListProps, 'offers'> & { readonly offer: FirmwareOffer }) {
  const strings = useStrings(firmwareStrings);
  const { size } = useStrings(deviceStrings);
  const language = useLanguage();
  const { fetching, kept } = useStore(library.store);
  const isKept = offer.files.every(({ url }) => kept.has(url));
  const mine = fetching?.id === offer.id ? fetching : null;
  const hosts = [...new Set(offer.files.map(({ url }) => new URL(url).host))];
  return (
    <li className={styles['offer']}>
      <div>
        <h3>
          {offer.name} {offer.detail && <small>{offer.detail}</small>}
        </h3>
        {offer.description && <p>{offer.description[language]}</p>}
        <p className={styles['hint']}>
          {[hosts.join(', '), isKept ? strings.kept : offer.isUntried ? strings.untested : '']
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {mine ? (
        <div className={styles['fetching']}>
          <span role="status">
            {strings.fetching(
              mine.total > 0
                ? `${Math.floor((100 * mine.done) / mine.total)} %`
                : mine.done > 0
                  ? size(mine.done)
                  : '',
            )}
          </span>
          <Button size="small" onClick={() => library.stop()}>
            {strings.stop}
          </Button>
        </div>
      ) : (
        <div className={styles['fetching']}>
          {isKept && (
            <Button
              size="small"
              look="quiet"
              aria-label={strings.forgetOf(offer.name)}
              onClick={() => void library.forget(offer)}
            >
              {strings.forget}
            </Button>
          )}
          <Button
            disabled={fetching !== null}
            aria-label={strings.fetchOf(offer.name)}
            onClick={() => void library.fetch(offer).then(onFiles)}
          >
            {strings.fetch}
          </Button>
        </div>
      )}
    </li>
  );
}
