import styles from './cable-picture.module.css';

interface CablePictureProps {
  readonly title: string;
  /** The plug beside its socket, in it, or in it with bytes on their way. */
  readonly state: 'apart' | 'joined' | 'talking';
}

/** A box, a cable and a computer. */
export function CablePicture({ title, state }: CablePictureProps) {
  return (
    <svg className={styles['picture']} viewBox="0 0 560 230" role="img" aria-label={title} data-state={state}>
      <ellipse className={styles['ground']} cx="280" cy="206" rx="262" ry="14" />
      <g className={styles['box']}>
        <rect className={styles['body']} x="42" y="46" width="148" height="156" rx="28" />
        <rect className={styles['screen']} x="60" y="64" width="112" height="92" rx="14" />
        <circle className={styles['lens']} cx="116" cy="110" r="30" />
        <circle className={styles['shine']} cx="126" cy="100" r="8" />
        <circle className={styles['key']} cx="92" cy="179" r="7" />
        <circle className={styles['key']} cx="116" cy="179" r="7" />
        <circle className={styles['key']} cx="140" cy="179" r="7" />
        <rect className={styles['socket']} x="184" y="150" width="8" height="26" rx="4" />
      </g>
      <g className={styles['plugged']}>
        <path className={styles['cable']} d="M236 163 C 292 163, 270 96, 330 96 S 348 176, 392 176" />
        <path className={styles['bytes']} d="M236 163 C 292 163, 270 96, 330 96 S 348 176, 392 176" />
        <rect className={styles['plug']} x="208" y="151" width="30" height="24" rx="7" />
        <rect className={styles['pin']} x="194" y="156" width="16" height="14" rx="3" />
      </g>
      <g>
        <rect className={styles['lid']} x="394" y="58" width="134" height="100" rx="10" />
        <rect className={styles['display']} x="403" y="67" width="116" height="82" rx="5" />
        <path className={styles['text']} d="M416 86h48M416 102h72M416 118h34" />
        <path className={styles['base']} d="M380 164h162l10 22a12 12 0 0 1-11 16H381a12 12 0 0 1-11-16Z" />
      </g>
    </svg>
  );
}
