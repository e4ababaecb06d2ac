/** One picture of the box in the form of settings: what it has, what it will get, and how to choose another. */
import { useEffect, useId, useRef, useState, type DragEvent } from 'react';
import { createPortal } from 'react-dom';
import { mouthCount, type BoxBoard } from '../../../core/gif/box-pictures.ts';
import type { LookedAt, PictureResult } from '../../../workers/picture-api.ts';
import { Button } from '../../ui/button.tsx';
import { useStrings } from '../../ui/language.ts';
import { Notice } from '../../ui/notice.tsx';
import { usePersistentFlag } from '../../ui/persistent-flag.ts';
import { saveFile } from '../../ui/save-file.ts';
import type { PictureFieldProps } from '../settings-form-props.ts';
import { bytesWords } from './bytes-words.ts';
import { PictureEditor } from './picture-editor.tsx';
import { usePictureMaker } from './picture-maker.ts';
import { ScreenPart } from './picture-preview.tsx';
import { withPixels } from './rasterise-svg.ts';
import styles from './pictures.module.css';
import { picturesStrings } from './pictures.strings.ts';

export function PictureField(props: PictureFieldProps) {
  const { kind, stored, value, onChange, limitBytes, isLocked, mayRemove } = props;
  const strings = useStrings(picturesStrings);
  const [isWide, setIsWide] = usePersistentFlag('box-screen-wide', () => false);
  const board: BoxBoard = isWide ? 'wide' : 'square';
  const [files, setFiles] = useState<readonly Blob[]>();
  const [isOver, setIsOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const titleId = useId();
  const current = value ?? (value === undefined ? stored : undefined);
  const looked = useLooked(current, props, board);
  const open = (list: FileList | null) => {
    const chosen = [...(list ?? [])].filter(({ type }) => type === '' || type.startsWith('image/'));
    const most = kind === 'avatar' ? mouthCount : 1;
    if (chosen.length > 0) void Promise.all(chosen.slice(0, most).map(withPixels)).then(setFiles);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    if (!isLocked) open(event.dataTransfer.files);
  };
  return (
    <section
      className={styles['field']}
      aria-labelledby={titleId}
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(!isLocked);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
    >
      <div>
        <h3 id={titleId}>{strings.titles[kind]}</h3>
        <p className={styles['small']}>{strings.leads[kind]}</p>
      </div>
      {looked?.ok ? (
        <ScreenPart kind={kind} board={board} shown={looked.value.shown} />
      ) : (
        <div className={styles['empty']}>{strings.drop}</div>
      )}
      <p className={styles['state']} role="status">
        {stateWords(props, strings)}
      </p>
      {looked && !looked.ok && <Notice tone="danger" title={strings.states.damaged} />}
      <div className={styles['row']}>
        <Button size="small" disabled={isLocked} onClick={() => input.current?.click()}>
          {current ? strings.chooseOther : strings.choose}
        </Button>
        {mayRemove && value !== null && (
          <Button size="small" disabled={isLocked} title={strings.removeCure} onClick={() => onChange(null)}>
            {strings.remove}
          </Button>
        )}
        {value !== undefined && (
          <Button size="small" look="quiet" disabled={isLocked} onClick={() => onChange(undefined)}>
            {strings.undo}
          </Button>
        )}
        {current && (
          <Button
            size="small"
            look="quiet"
            onClick={() => saveFile(`echokit-${kind}.gif`, current.slice(), 'image/gif')}
          >
            {strings.save}
          </Button>
        )}
      </div>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        tabIndex={-1}
        accept="image/*"
        multiple={kind === 'avatar'}
        aria-label={`${strings.choose}: ${strings.titles[kind]}`}
        onChange={(event) => {
          open(event.target.files);
          // The same file may be chosen again.
          event.target.value = '';
        }}
      />
      {files &&
        // Outside the form: Enter in the editor must not write to the box.
        createPortal(
          <PictureEditor
            kind={kind}
            files={files}
            board={board}
            limitBytes={limitBytes}
            onBoard={(next) => setIsWide(next === 'wide')}
            onTake={(bytes) => {
              setFiles(undefined);
              onChange(bytes);
            }}
            onClose={() => setFiles(undefined)}
          />,
          document.body,
        )}
    </section>
  );
}

type Strings = (typeof picturesStrings)['en'];

function stateWords(
  { kind, stored, value, isReadable = true }: PictureFieldProps,
  { states }: Strings,
): string {
  if (value === null) return states.removed[kind];
  if (value !== undefined) return states.new(bytesWords(value.length));
  if (!isReadable) return states.unknown;
  return stored === undefined ? states.none[kind] : states.stored(bytesWords(stored.length));
}

/** The picture as the box shows it; undefined while that is not known yet. */
function useLooked(
  bytes: Uint8Array | undefined,
  { kind }: PictureFieldProps,
  board: BoxBoard,
): PictureResult<LookedAt> | undefined {
  const maker = usePictureMaker();
  const [looked, setLooked] = useState<{
    readonly of: Uint8Array;
    readonly result: PictureResult<LookedAt>;
  }>();
  useEffect(() => {
    if (!bytes) return;
    let isOver = false;
    const target = kind === 'avatar' ? { kind } : { kind, board };
    // What is stored may be larger than what would be written now.
    void maker.look(bytes.slice(), target, Math.max(bytes.length, 1)).then((result) => {
      if (!isOver) setLooked({ of: bytes, result });
    });
    return () => {
      isOver = true;
    };
  }, [maker, bytes, kind, board]);
  return looked?.of === bytes ? looked?.result : undefined;
}
