/** The box's screen, drawn as the firmware draws it: picture, status bar, text area. Source: EchoKit sheet 7.1. */
import { useEffect, useRef } from 'react';
import { screenSizes, type BoxBoard } from '../../../core/gif/box-pictures.ts';
import { avatarCorner, statusBarPixels } from '../../../core/gif/box-screen.ts';
import type { Raster } from '../../../core/gif/gif.ts';
import styles from './pictures.module.css';

interface BoxScreenViewProps {
  readonly board: BoxBoard;
  /** Nothing: as dark as it is without. */
  readonly background: Raster | undefined;
  readonly avatar?: Raster | undefined;
  /** Absent while the picture plays at the start. */
  readonly words?: { readonly status: string; readonly text: string } | undefined;
  readonly label: string;
}

export function BoxScreenView({ board, background, avatar, words, label }: BoxScreenViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = screenSizes[board];
  const { status, text } = words ?? {};
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.fillStyle = '#000';
    context.fillRect(0, 0, width, height);
    if (background) context.putImageData(imageOf(background), 0, 0);
    if (avatar) drawOver(context, avatar, avatarCorner(board));
    if (status === undefined || text === undefined) return;
    context.fillStyle = 'rgb(0 0 128 / 50%)';
    context.fillRect(0, 0, width, statusBarPixels);
    context.fillStyle = 'rgb(0 0 0 / 50%)';
    if (!avatar) context.fillRect(0, statusBarPixels, width, height - statusBarPixels);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillStyle = '#e0ffff';
    context.font = '12px sans-serif';
    context.fillText(status, width / 2, statusBarPixels / 2);
    context.fillStyle = '#f5deb3';
    context.font = '16px sans-serif';
    context.fillText(text, width / 2, avatar ? height - 28 : (height + statusBarPixels) / 2, width - 12);
  }, [board, width, height, background, avatar, status, text]);
  return (
    <canvas
      ref={canvas}
      className={styles['screen']}
      width={width}
      height={height}
      role="img"
      aria-label={label}
    />
  );
}

const imageOf = ({ rgba, width, height }: Raster): ImageData => new ImageData(rgba, width, height);

/** See-through pixels show what is behind, which `putImageData` would not do. */
function drawOver(
  context: CanvasRenderingContext2D,
  raster: Raster,
  { x, y }: { readonly x: number; readonly y: number },
): void {
  const layer = document.createElement('canvas');
  [layer.width, layer.height] = [raster.width, raster.height];
  layer.getContext('2d')?.putImageData(imageOf(raster), 0, 0);
  context.drawImage(layer, x, y);
}
