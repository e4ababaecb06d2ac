import type { RelayBox } from '../../workers/relay-api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useStrings } from '../ui/language.ts';
import { formatBoxId } from './box-id.ts';
import { connectStrings } from './connect.strings.ts';
import styles from './new-token-dialog.module.css';

interface NewTokenDialogProps {
  readonly isOpen: boolean;
  /** Those that will have to be told. */
  readonly boxes: readonly RelayBox[];
  readonly onClose: () => void;
  readonly onRenew: () => void;
}

export function NewTokenDialog({ isOpen, boxes, onClose, onRenew }: NewTokenDialogProps) {
  const strings = useStrings(connectStrings);
  return (
    <Dialog
      title={strings.renewSure}
      isOpen={isOpen}
      closeLabel={strings.close}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button look="danger" onClick={onRenew}>
            {strings.renewYes}
          </Button>
        </>
      }
    >
      <p>{strings.renewMeans}</p>
      <p>{boxes.length === 0 ? strings.renewNone : strings.renewBoxes}</p>
      {boxes.length > 0 && (
        <ul className={styles['boxes']}>
          {boxes.map(({ id }) => (
            <li key={id}>
              <code>{formatBoxId(id)}</code>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
