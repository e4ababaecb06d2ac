/** A finished picture as the box shows it, with what it costs and what to know about it. */
import { useEffect, useState } from 'react';
import type { BoxBoard } from '../../../core/gif/box-pictures.ts';
import type { Raster } from '../../../core/gif/gif.ts';
import type { LookedAt, PictureFailureCode } from '../../../workers/picture-api.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useStrings } from '../../ui/language.ts';
import { Notice } from '../../ui/notice.tsx';
import type { PictureKind } from '../settings-form-props.ts';
import { BoxScreenView } from './box-screen-view.tsx';
import { bytesWords } from './bytes-words.ts';
import { MouthStrip } from './mouth-strip.tsx';
import styles from './pictures.module.css';
import { picturesStrings } from './pictures.strings.ts';

interface PicturePreviewProps {
  readonly kind: PictureKind;
  readonly board: BoxBoard;
  readonly looked: LookedAt | null;
  /** Frames, colours and time, in words. */
  readonly facts: string | null;
  readonly failure: PictureFailureCode | null;
  readonly isWorking: boolean;
  /** The original does not move. */
  readonly isStill: boolean;
  readonly limitBytes: number;
}

/** The box draws as fast as it can; a person should see the frames. */
const playMs = 80;

export function PicturePreview(props: PicturePreviewProps) {
  const { kind, board, looked, facts, failure, isWorking, isStill, limitBytes } = props;
  const strings = useStrings(picturesStrings);
  const shown = looked?.shown ?? [];
  return (
    <div className={styles['preview']} aria-busy={isWorking}>
      <h3>{strings.preview}</h3>
      <ScreenPart kind={kind} board={board} shown={shown} />
      {looked && <SizeMeter bytes={looked.bytes.length} limitBytes={limitBytes} />}
      <p className={styles['small']} role="status">
        {isWorking ? strings.working : facts}
      </p>
      {failure !== null && !isWorking && (
        <Notice
          tone="danger"
          title={failure === 'does-not-fit' ? strings.failures['does-not-fit'] : strings.failures.failed}
        />
      )}
      {kind === 'avatar' && isStill && <Notice tone="warning" title={strings.stillAvatar} />}
      {looked && looked.remarks.length > 0 && (
        <ul className={styles['remarks']}>
          {looked.remarks.map((remark) => (
            <li key={remark}>{strings.remarks[remark]}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface ScreenPartProps {
  readonly kind: PictureKind;
  readonly board: BoxBoard;
  readonly shown: readonly Raster[];
}

/** The screen, and what can be tried on it: the animation of the start, or the mouths. */
export function ScreenPart({ kind, board, shown }: ScreenPartProps) {
  const strings = useStrings(picturesStrings);
  const [mouth, setMouth] = useState(0);
  /** The frame that is on while it plays. */
  const [playing, setPlaying] = useState<number>();
  useEffect(() => {
    if (playing === undefined) return;
    const timer = setTimeout(() => setPlaying(playing + 1 < shown.length ? playing + 1 : undefined), playMs);
    return () => clearTimeout(timer);
  }, [playing, shown.length]);
  const isAvatar = kind === 'avatar';
  const background = isAvatar ? undefined : (shown[playing ?? shown.length - 1] ?? shown.at(-1));
  return (
    <>
      <BoxScreenView
        board={board}
        background={background}
        avatar={isAvatar ? shown[mouth] : undefined}
        words={playing === undefined ? { status: strings.ready, text: strings.said } : undefined}
        label={strings.screenOf(strings.boards[board])}
      />
      {isAvatar && <MouthStrip mouths={shown} chosen={mouth} onChoose={setMouth} />}
      {!isAvatar && shown.length > 1 && (
        <div>
          <Button size="small" onClick={() => setPlaying(0)}>
            <Icon name="play" size={16} />
            {strings.play}
          </Button>
        </div>
      )}
      <p className={styles['small']}>{strings.previewMeans[kind]}</p>
    </>
  );
}

function SizeMeter({ bytes, limitBytes }: { readonly bytes: number; readonly limitBytes: number }) {
  const strings = useStrings(picturesStrings);
  const words = strings.size(bytesWords(bytes), bytesWords(limitBytes));
  return (
    <label className={styles['meter']}>
      <span>{words}</span>
      <meter min={0} max={limitBytes} value={bytes} />
    </label>
  );
}
