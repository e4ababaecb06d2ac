/** Which socket, and which buttons: people would rather look than read. */
import styles from './help-pictures.module.css';

interface SocketsPictureProps {
  readonly title: string;
  readonly diy: string;
  readonly box: string;
  readonly power: string;
}

export function SocketsPicture({ title, diy, box, power }: SocketsPictureProps) {
  return (
    <svg className={styles['picture']} viewBox="0 0 420 176" role="img" aria-label={title}>
      <g>
        <rect className={styles['board']} x="24" y="14" width="150" height="112" rx="12" />
        <rect className={styles['part']} x="52" y="30" width="60" height="44" rx="6" />
        <rect className={styles['quiet']} x="52" y="118" width="30" height="16" rx="5" />
        <text className={styles['mark']} x="67" y="108">
          TTL
        </text>
        <rect className={styles['right']} x="112" y="118" width="30" height="16" rx="5" />
        <text className={styles['markRight']} x="127" y="108">
          OTG
        </text>
        <path className={styles['arrow']} d="M127 156v-14m-6 6 6-7 6 7" />
        <text className={styles['name']} x="99" y="172">
          {diy}
        </text>
      </g>
      <g>
        <rect className={styles['board']} x="246" y="14" width="150" height="112" rx="26" />
        <circle className={styles['part']} cx="321" cy="58" r="26" />
        <rect className={styles['quiet']} x="238" y="54" width="16" height="30" rx="5" />
        <text className={styles['mark']} x="262" y="48" style={{ textAnchor: 'start' }}>
          {power}
        </text>
        <rect className={styles['right']} x="306" y="118" width="30" height="16" rx="5" />
        <text className={styles['markRight']} x="321" y="108">
          SLAVE
        </text>
        <path className={styles['arrow']} d="M321 156v-14m-6 6 6-7 6 7" />
        <text className={styles['name']} x="321" y="172">
          {box}
        </text>
      </g>
    </svg>
  );
}

interface ButtonsPictureProps {
  readonly title: string;
  readonly hold: string;
  readonly tap: string;
  readonly release: string;
}

/** Three moments, left to right. */
export function ButtonsPicture({ title, hold, tap, release }: ButtonsPictureProps) {
  const moments = [
    { words: hold, k0: true, rst: false },
    { words: tap, k0: true, rst: true },
    { words: release, k0: false, rst: false },
  ];
  return (
    <svg className={styles['picture']} viewBox="0 0 420 150" role="img" aria-label={title}>
      {moments.map(({ words, k0, rst }, index) => (
        <g key={words} transform={`translate(${index * 144 + 4} 0)`}>
          <rect className={styles['board']} x="0" y="8" width="124" height="96" rx="16" />
          <Key x={36} label="K0" isDown={k0} />
          <Key x={88} label="RST" isDown={rst} />
          <text className={styles['name']} x="62" y="128">
            {index + 1}. {words} {index === 1 ? 'RST' : 'K0'}
          </text>
          {index < 2 && <path className={styles['next']} d="M128 56h10m-5-5 5 5-5 5" />}
        </g>
      ))}
    </svg>
  );
}

function Key({ x, label, isDown }: { readonly x: number; readonly label: string; readonly isDown: boolean }) {
  return (
    <g>
      <circle className={isDown ? styles['down'] : styles['up']} cx={x} cy="48" r="17" />
      {isDown && <path className={styles['finger']} d={`M${x} 26v14m-6-6 6 7 6-7`} />}
      <text className={styles['mark']} x={x} y="88">
        {label}
      </text>
    </g>
  );
}
