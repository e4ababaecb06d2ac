import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useStrings } from '../../ui/language.ts';
import { exactTime } from '../clock-time.ts';
import type { Inspector } from './inspector.ts';
import styles from './inspector.module.css';
import { inspectorStrings } from './inspector.strings.ts';
import { replaySpeeds, type Replay } from './replay.ts';

interface ReplayBarProps {
  readonly replay: Replay;
  readonly inspector: Inspector;
}

/** An opened recording: what it is, and how to go through it. */
export function ReplayBar({ replay, inspector }: ReplayBarProps) {
  const strings = useStrings(inspectorStrings);
  const { entries, shown, speed, running, fileName } = replay;
  const last = entries[shown - 1];
  return (
    <div className={styles['replay']}>
      <div className={styles['replayWords']}>
        <div>
          <p className={styles['replayName']}>{strings.recording(fileName)}</p>
          <p>{strings.recordingLead}</p>
        </div>
        <Button size="small" onClick={() => inspector.closeRecording()}>
          {strings.closeRecording}
        </Button>
      </div>
      <div className={styles['transport']}>
        <Button
          size="small"
          disabled={shown === 0}
          aria-label={strings.back}
          title={strings.back}
          onClick={() => inspector.step(-1)}
        >
          ‹
        </Button>
        <Button
          size="small"
          look="primary"
          disabled={entries.length === 0}
          onClick={() => (running ? inspector.pauseReplay() : inspector.play())}
        >
          <Icon name={running ? 'stop' : 'play'} size={16} />
          {running ? strings.pausePlay : strings.play}
        </Button>
        <Button
          size="small"
          disabled={shown === entries.length}
          aria-label={strings.forward}
          title={strings.forward}
          onClick={() => inspector.step(1)}
        >
          ›
        </Button>
        <input
          type="range"
          min={0}
          max={entries.length}
          value={shown}
          aria-label={strings.position}
          aria-valuetext={strings.positionOf(shown, entries.length)}
          onChange={({ target }) => inspector.seek(Number(target.value))}
        />
        <span className={styles['replayAt']}>
          {strings.positionOf(shown, entries.length)}
          {last && ` · ${exactTime(last.at)}`}
        </span>
        <SelectField
          label={strings.speed}
          value={String(speed)}
          options={replaySpeeds.map((times) => ({ value: String(times), label: `${times}×` }))}
          onChange={(value) => inspector.setSpeed(Number(value))}
        />
      </div>
    </div>
  );
}
