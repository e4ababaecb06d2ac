import { useEffect, useState } from 'react';
import {
  asCompanionError,
  type CompanionError,
  type CompanionLink,
  type OriginInspection,
} from '../platform/companion/companion-link.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { CompanionNotice } from './companion-notice.tsx';
import { serviceStrings } from './service.strings.ts';
import { useTools } from './settings-context.tsx';
import { settingsStrings } from './settings.strings.ts';
import styles from './upstream-dialog.module.css';

type Asking =
  | { readonly phase: 'inspecting' }
  | { readonly phase: 'asking'; readonly found: OriginInspection }
  | { readonly phase: 'allowing'; readonly found: OriginInspection }
  | { readonly phase: 'failed'; readonly error: CompanionError };

interface UpstreamDialogProps {
  readonly companion: CompanionLink;
  readonly origin: string;
  readonly onAllowed: () => void;
  readonly onClose: () => void;
}

/** Asks the person about one origin, in the form in which the companion will call it. Mounted once per question. */
export function UpstreamDialog({ companion, origin, onAllowed, onClose }: UpstreamDialogProps) {
  const strings = useStrings(serviceStrings);
  const common = useStrings(settingsStrings);
  const { upstreams } = useTools();
  const [state, setState] = useState<Asking>({ phase: 'inspecting' });

  useEffect(() => {
    let isGone = false;
    const show = (next: Asking) => {
      if (!isGone) setState(next);
    };
    companion.inspect(origin).then(
      (found) => show({ phase: 'asking', found }),
      (failure: unknown) => show({ phase: 'failed', error: asCompanionError(failure) }),
    );
    return () => {
      isGone = true;
    };
  }, [companion, origin]);

  const allow = async (found: OriginInspection) => {
    setState({ phase: 'allowing', found });
    try {
      await upstreams.allow(found.origin, { allowPrivate: found.reach !== 'public' });
      onAllowed();
    } catch (failure) {
      setState({ phase: 'failed', error: asCompanionError(failure) });
    }
  };

  const found = state.phase === 'asking' || state.phase === 'allowing' ? state.found : undefined;
  return (
    <Dialog
      title={strings.confirmTitle}
      isOpen
      closeLabel={common.close}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{strings.confirmNo}</Button>
          <Button
            look="primary"
            disabled={state.phase !== 'asking'}
            onClick={() => found && void allow(found)}
          >
            {strings.confirmYes}
          </Button>
        </>
      }
    >
      {state.phase === 'inspecting' && <p role="status">{strings.confirmLooking}</p>}
      {state.phase === 'failed' && <CompanionNotice error={state.error} />}
      {found && (
        <>
          <p>{strings.confirmLead}</p>
          <p className={styles['origin']}>{found.origin}</p>
          {found.reach === 'public' ? (
            <p>{strings.reach.public}</p>
          ) : (
            <Notice tone="warning" title={strings.reach[found.reach]} />
          )}
          <p>{strings.confirmMeans}</p>
          <p>{strings.confirmRevoke}</p>
        </>
      )}
    </Dialog>
  );
}
