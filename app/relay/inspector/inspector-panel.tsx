/** The inspector: every frame that passes, or a recording of what has passed. */
import { useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { useStrings } from '../../ui/language.ts';
import { Notice } from '../../ui/notice.tsx';
import { formatBoxId } from '../box-id.ts';
import { FrameDetail } from './frame-detail.tsx';
import { FrameTable } from './frame-table.tsx';
import { filterEntries, namesIn, withoutSound } from './inspector-filter.ts';
import { entriesOf, type Inspector } from './inspector.ts';
import styles from './inspector.module.css';
import { inspectorStrings } from './inspector.strings.ts';
import { ReplayBar } from './replay-bar.tsx';

export function InspectorPanel({ inspector }: { readonly inspector: Inspector }) {
  const strings = useStrings(inspectorStrings);
  const state = useStore(inspector.store);
  const { filter, replay, problem } = state;
  const [active, setActive] = useState<number>();
  const file = useRef<HTMLInputElement>(null);

  const entries = entriesOf(state);
  const shown = useMemo(() => filterEntries(entries, filter), [entries, filter]);
  const names = useMemo(() => namesIn(replay?.entries ?? entries), [replay?.entries, entries]);
  const chosen = useMemo(() => shown.find(({ key }) => key === active), [shown, active]);
  const explained = problem && strings.problems[problem.code](problem.line);

  return (
    <Card
      title={strings.title}
      lead={strings.lead}
      tools={
        <div className={styles['tools']}>
          <Button
            size="small"
            disabled={shown.length === 0}
            title={strings.exportHint}
            onClick={() => inspector.exportShown()}
          >
            {strings.exportRows(shown.length)}
          </Button>
          <Button size="small" onClick={() => file.current?.click()}>
            {strings.open}
          </Button>
          <input
            ref={file}
            type="file"
            accept=".jsonl,application/jsonl"
            aria-label={strings.open}
            hidden
            onChange={({ target }) => {
              const chosenFile = target.files?.[0];
              target.value = '';
              setActive(undefined);
              if (chosenFile) void inspector.open(chosenFile);
            }}
          />
        </div>
      }
    >
      {explained && (
        <Notice
          tone="danger"
          title={explained.title}
          actions={
            <Button size="small" onClick={() => inspector.dismissProblem()}>
              {strings.dismiss}
            </Button>
          }
        >
          {explained.whatToDo}
        </Notice>
      )}
      {replay && <ReplayBar replay={replay} inspector={inspector} />}
      <div className={styles['filters']}>
        <SelectField
          label={strings.box}
          value={filter.box}
          options={[
            { value: '', label: strings.allBoxes },
            ...withChosen(names.boxes, filter.box).map((box) => ({ value: box, label: formatBoxId(box) })),
          ]}
          onChange={(box) => inspector.filter({ box })}
        />
        <SelectField
          label={strings.direction}
          value={filter.direction}
          options={[
            { value: '', label: strings.bothDirections },
            { value: 'up', label: strings.directions.up },
            { value: 'down', label: strings.directions.down },
          ]}
          onChange={(direction) => inspector.filter({ direction })}
        />
        <SelectField
          label={strings.event}
          value={filter.event}
          options={[
            { value: '', label: strings.allEvents },
            { value: withoutSound, label: strings.withoutSound },
            ...withChosen(names.events, filter.event === withoutSound ? '' : filter.event).map((event) => ({
              value: event,
              label: event,
            })),
          ]}
          onChange={(event) => inspector.filter({ event })}
        />
        <TextField
          label={strings.search}
          value={filter.text}
          onChange={(text) => inspector.filter({ text })}
        />
      </div>
      <FrameTable
        entries={shown}
        active={active}
        onActive={setActive}
        empty={entries.length === 0 ? strings.nothing : strings.nothingFits}
      />
      <Status inspector={inspector} rows={shown.length} all={entries.length} />
      {chosen?.kind === 'frame' && <FrameDetail key={chosen.key} entry={chosen} />}
    </Card>
  );
}

/** What is chosen stays to be seen, also when no row has it any more. */
const withChosen = (names: readonly string[], chosen: string): readonly string[] =>
  chosen === '' || names.includes(chosen) ? names : [...names, chosen];

interface StatusProps {
  readonly inspector: Inspector;
  readonly rows: number;
  readonly all: number;
}

/** How much there is, whether anything is missing, and whether the table stands still. */
function Status({ inspector, rows, all }: StatusProps) {
  const strings = useStrings(inspectorStrings);
  const { log, frozen, frozenAt, replay } = useStore(inspector.store);
  const { lost, forgotten } = log;
  return (
    <div className={styles['status']}>
      <span>{strings.shown(rows, all)}</span>
      {replay === undefined && (
        <>
          <span data-missing={lost.gaps > 0}>
            {lost.gaps === 0 ? strings.noGaps : strings.gaps(lost.gaps, lost.frames)}
          </span>
          {forgotten > 0 && <span>{strings.forgotten(forgotten)}</span>}
          {frozen && <span role="status">{strings.paused(log.nextKey - frozenAt)}</span>}
          <span className={styles['statusTools']}>
            <Button size="small" onClick={() => (frozen ? inspector.resume() : inspector.pause())}>
              {frozen ? strings.resume : strings.pause}
            </Button>
            <Button size="small" look="quiet" disabled={all === 0} onClick={() => inspector.clear()}>
              {strings.clear}
            </Button>
          </span>
        </>
      )}
    </div>
  );
}
