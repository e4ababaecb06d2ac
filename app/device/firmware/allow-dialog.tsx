import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useStrings } from '../../ui/language.ts';
import { Notice } from '../../ui/notice.tsx';
import { deviceStrings } from '../device.strings.ts';
import type { LibraryState } from './firmware-library.ts';
import { firmwareStrings } from './firmware.strings.ts';

/** Asks the person about one origin, for downloads alone. */
export function AllowDialog({ asking }: { readonly asking: NonNullable<LibraryState['asking']> }) {
  const { allow } = useStrings(firmwareStrings);
  const { outcome } = useStrings(deviceStrings);
  const { origin, reach, answer } = asking;
  return (
    <Dialog
      title={allow.title}
      isOpen
      closeLabel={outcome.close}
      onClose={() => answer(false)}
      actions={
        <>
          <Button onClick={() => answer(false)}>{allow.no}</Button>
          <Button look="primary" onClick={() => answer(true)}>
            {allow.yes}
          </Button>
        </>
      }
    >
      <p>{allow.lead(origin)}</p>
      {reach !== 'public' && <Notice tone="warning" title={allow.near} />}
      <p>{allow.means}</p>
    </Dialog>
  );
}
