/** Box, companion, tab: who talks to whom. What is connected is drawn in colour. */
import type { ReactNode } from 'react';
import { useStrings } from '../ui/language.ts';
import { connectStrings } from './connect.strings.ts';
import styles from './relay-picture.module.css';

interface RelayPictureProps {
  readonly isBoxThere: boolean;
  readonly isCompanionThere: boolean;
  readonly isAnswering: boolean;
}

export function RelayPicture({ isBoxThere, isCompanionThere, isAnswering }: RelayPictureProps) {
  const strings = useStrings(connectStrings);
  return (
    <figure className={styles['picture']} role="img" aria-label={strings.picture}>
      <Part name="box" isOn={isBoxThere}>
        <rect x="10" y="12" width="44" height="40" rx="9" />
        <rect x="18" y="19" width="28" height="17" rx="3" className={styles['pane']} />
        <path d="M24 27.5h4M30 24v7M36 26v3" />
        <circle cx="32" cy="44" r="3.5" />
      </Part>
      <Line words={strings.lines.wifi} isOn={isBoxThere} />
      <Part name="companion" isOn={isCompanionThere}>
        <rect x="13" y="14" width="38" height="27" rx="4" className={styles['pane']} />
        <path d="M7 49h50l-4-8H11Z" />
        <path d="m21 23 5 4.5-5 4.5M30 32h9" />
      </Part>
      <Line words={strings.lines.here} isOn={isCompanionThere} />
      <Part name="tab" isOn={isAnswering}>
        <rect x="8" y="12" width="48" height="40" rx="6" />
        <path d="M8 21h48" />
        <circle cx="32" cy="36.5" r="9.5" className={styles['lens']} />
        <circle cx="35" cy="33.5" r="2.6" className={styles['dot']} />
      </Part>
    </figure>
  );
}

interface PartProps {
  readonly name: 'box' | 'companion' | 'tab';
  readonly isOn: boolean;
  readonly children: ReactNode;
}

function Part({ name, isOn, children }: PartProps) {
  const strings = useStrings(connectStrings);
  return (
    <div className={styles['part']} data-on={isOn} aria-hidden="true">
      <svg viewBox="0 0 64 64">{children}</svg>
      <p className={styles['name']}>{strings.parts[name].name}</p>
      <p className={styles['does']}>{strings.parts[name].does}</p>
    </div>
  );
}

function Line({ words, isOn }: { readonly words: string; readonly isOn: boolean }) {
  return (
    <div className={styles['line']} data-on={isOn} aria-hidden="true">
      <span>{words}</span>
      <svg viewBox="0 0 100 12" preserveAspectRatio="none">
        <path d="M2 6h96" vectorEffect="non-scaling-stroke" />
      </svg>
    </div>
  );
}
