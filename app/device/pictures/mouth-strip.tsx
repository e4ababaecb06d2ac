/** The six mouths beside each other; a press shows one on the screen above. */
import { useEffect, useRef } from 'react';
import type { Raster } from '../../../core/gif/gif.ts';
import { useStrings } from '../../ui/language.ts';
import styles from './pictures.module.css';
import { picturesStrings } from './pictures.strings.ts';

interface MouthStripProps {
  readonly mouths: readonly Raster[];
  readonly chosen: number;
  readonly onChoose: (mouth: number) => void;
}

export function MouthStrip({ mouths, chosen, onChoose }: MouthStripProps) {
  const strings = useStrings(picturesStrings);
  return (
    <div className={styles['mouths']} role="group" aria-label={strings.mouthList}>
      {mouths.map((mouth, i) => (
        <button
          key={i}
          type="button"
          className={styles['mouth']}
          aria-pressed={i === chosen}
          onClick={() => onChoose(i)}
        >
          <RasterView raster={mouth} />
          <span>{strings.mouths[i]}</span>
        </button>
      ))}
    </div>
  );
}

interface RasterViewProps {
  readonly raster: Raster;
  readonly label?: string;
}

/** A picture as it is; without a label it says nothing to screen readers. */
export function RasterView({ raster, label }: RasterViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const { rgba, width, height } = raster;
    canvas.current?.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  }, [raster]);
  return (
    <canvas
      ref={canvas}
      className={styles['raster']}
      width={raster.width}
      height={raster.height}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  );
}
