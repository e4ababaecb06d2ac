/** The picture under the box's screen, to be moved and zoomed by mouse, finger, wheel and keys. */
import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import type { PictureSize } from '../../../core/gif/box-pictures.ts';
import { clampView, movedView, placePicture, type PictureView } from '../../../core/gif/place-picture.ts';
import styles from './pictures.module.css';

interface PlacingFrameProps {
  readonly sample: ImageBitmap;
  /** Of the original, which may be larger than the sample. */
  readonly picture: PictureSize;
  readonly screen: PictureSize;
  readonly view: PictureView;
  readonly backdrop: string | null;
  readonly label: string;
  readonly onChange: (view: PictureView) => void;
}

/** Pixels of the screen per press of an arrow key. */
const keyStep = 4;
const keyZoom = 1.1;

export function PlacingFrame(props: PlacingFrameProps) {
  const { sample, picture, screen, view, backdrop, label, onChange } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const newest = useRef(props);
  useEffect(() => {
    newest.current = props;
  });

  // Twice as many pixels as the box has, so that it is sharp enough to place.
  const [width, height] = [screen.width * 2, screen.height * 2];
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, width, height);
    if (backdrop !== null) {
      context.fillStyle = backdrop;
      context.fillRect(0, 0, width, height);
    }
    const at = placePicture(view, picture, { width, height });
    context.imageSmoothingQuality = 'high';
    context.drawImage(sample, at.left, at.top, at.width, at.height);
  }, [sample, picture, view, backdrop, width, height]);

  // React listens to the wheel passively; the page must not scroll along.
  useEffect(() => {
    const element = canvas.current;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { view: now, picture: of, screen: on, onChange: tell } = newest.current;
      tell(clampView({ ...now, zoom: now.zoom * Math.exp(-event.deltaY / 500) }, of, on));
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, []);

  const zoomBy = (factor: number) =>
    onChange(clampView({ ...view, zoom: view.zoom * factor }, picture, screen));
  const moveBy = (across: number, down: number) => onChange(movedView(view, across, down, picture, screen));

  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const others = [...fingers.current].filter(([id]) => id !== event.pointerId);
    fingers.current.set(event.pointerId, now);
    const other = others[0]?.[1];
    if (other) {
      const apart = (to: { x: number; y: number }) => Math.hypot(to.x - other.x, to.y - other.y);
      zoomBy(apart(now) / Math.max(1, apart(before)));
      return;
    }
    const scale = screen.width / event.currentTarget.clientWidth;
    moveBy((now.x - before.x) * scale, (now.y - before.y) * scale);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 4 * keyStep : keyStep;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => moveBy(-step, 0),
      ArrowRight: () => moveBy(step, 0),
      ArrowUp: () => moveBy(0, -step),
      ArrowDown: () => moveBy(0, step),
      '+': () => zoomBy(keyZoom),
      '=': () => zoomBy(keyZoom),
      '-': () => zoomBy(1 / keyZoom),
    };
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  };

  return (
    <canvas
      ref={canvas}
      className={styles['placing']}
      width={width}
      height={height}
      tabIndex={0}
      role="application"
      aria-label={label}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      }}
      onPointerMove={onPointerMove}
      onPointerUp={(event) => fingers.current.delete(event.pointerId)}
      onPointerCancel={(event) => fingers.current.delete(event.pointerId)}
    />
  );
}
