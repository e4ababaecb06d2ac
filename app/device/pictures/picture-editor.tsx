/** Any picture into one that the box takes: placed, reduced, made anew, and shown as the box will show it. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { BoxBoard } from '../../../core/gif/box-pictures.ts';
import type { MadePicture } from '../../../workers/picture-api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useStrings } from '../../ui/language.ts';
import { Notice } from '../../ui/notice.tsx';
import type { PictureKind } from '../settings-form-props.ts';
import { bluetoothSeconds, bytesWords } from './bytes-words.ts';
import { EditorControls } from './editor-controls.tsx';
import { createPictureEditing, type PictureEditing } from './picture-editing.ts';
import { usePictureMaker } from './picture-maker.ts';
import { PicturePreview } from './picture-preview.tsx';
import styles from './pictures.module.css';
import { picturesStrings } from './pictures.strings.ts';

interface PictureEditorProps {
  readonly kind: PictureKind;
  /** Several are the frames, one each. */
  readonly files: readonly Blob[];
  readonly board: BoxBoard;
  readonly limitBytes: number;
  readonly onBoard: (board: BoxBoard) => void;
  readonly onTake: (bytes: Uint8Array) => void;
  readonly onClose: () => void;
}

export function PictureEditor(props: PictureEditorProps) {
  const { kind, files, limitBytes, board, onTake, onClose } = props;
  const strings = useStrings(picturesStrings);
  const maker = usePictureMaker();
  // One editing per editor: whoever shows other files mounts another one.
  const [editing] = useState(() => createPictureEditing({ maker, files, kind, board, limitBytes }));
  const state = useStore(editing.store);
  useEffect(() => () => editing.close(), [editing]);
  const made = state.phase === 'open' && !state.isWorking ? state.made : null;
  const asItIs = state.phase === 'open' ? state.opened.asItIs : null;
  return (
    <Dialog
      title={strings.editor[kind]}
      isOpen
      closeLabel={strings.close}
      onClose={onClose}
      placement="wide"
      actions={
        <>
          <Button onClick={onClose}>{strings.cancel}</Button>
          {asItIs && <Button onClick={() => onTake(asItIs.bytes)}>{strings.takeAsItIs}</Button>}
          <Button look="primary" disabled={!made} onClick={() => made && onTake(made.bytes)}>
            {strings.take}
          </Button>
        </>
      }
    >
      <EditorBody {...props} editing={editing} />
      {asItIs && (
        <p className={styles['small']}>
          {[
            strings.asItIsMeans(bytesWords(asItIs.bytes.length)),
            ...asItIs.remarks.map((remark) => strings.remarks[remark]),
          ].join(' ')}
        </p>
      )}
    </Dialog>
  );
}

const factsOf = ({ frames, colours, bytes }: MadePicture, strings: (typeof picturesStrings)['en']): string =>
  strings.made(frames, colours, bluetoothSeconds(bytes.length));

function EditorBody(props: PictureEditorProps & { readonly editing: PictureEditing }) {
  const { kind, editing, limitBytes, board } = props;
  const strings = useStrings(picturesStrings);
  const state = useStore(editing.store);
  switch (state.phase) {
    case 'opening':
      return <p role="status">{strings.opening}</p>;
    case 'not-opened': {
      const words =
        state.code === 'file-too-large' ? strings.failures['file-too-large'] : strings.failures.open;
      return <Notice tone="danger" title={words} />;
    }
    case 'open':
      return (
        <div className={styles['editor']}>
          <EditorControls
            kind={kind}
            state={state}
            limitBytes={limitBytes}
            onChange={editing.change}
            onBoard={(next) => {
              props.onBoard(next);
              editing.changeBoard(next);
            }}
          />
          <PicturePreview
            kind={kind}
            board={board}
            looked={state.made}
            facts={state.made && factsOf(state.made, strings)}
            failure={state.failure}
            isWorking={state.isWorking}
            isStill={state.opened.frames === 1}
            limitBytes={limitBytes}
          />
        </div>
      );
  }
}
