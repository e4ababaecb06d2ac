/** What a person may choose about a picture: its place, its surroundings, how many bytes it may take. */
import type { BoxBoard } from '../../../core/gif/box-pictures.ts';
import { clampView, fillView, fitZoom, maxZoom } from '../../../core/gif/place-picture.ts';
import type { PictureRecipe } from '../../../workers/picture-api.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, SwitchField } from '../../ui/field.tsx';
import { useStrings } from '../../ui/language.ts';
import { NumberField } from '../../ui/number-field.tsx';
import type { PictureKind } from '../settings-form-props.ts';
import { bytesWords } from './bytes-words.ts';
import { goalsWithin, targetSize, type PictureEditingState } from './picture-editing.ts';
import styles from './pictures.module.css';
import { picturesStrings } from './pictures.strings.ts';
import { PlacingFrame } from './placing-frame.tsx';

interface EditorControlsProps {
  readonly kind: PictureKind;
  readonly state: PictureEditingState & { readonly phase: 'open' };
  readonly limitBytes: number;
  readonly onChange: (part: Partial<PictureRecipe>) => void;
  readonly onBoard: (board: BoxBoard) => void;
}

const backdropColours = { black: '#000000', white: '#ffffff', blue: '#1d3f8f' } as const;
type Backdrop = keyof typeof backdropColours | 'none';

export function EditorControls({ kind, state, limitBytes, onChange, onBoard }: EditorControlsProps) {
  const strings = useStrings(picturesStrings);
  const { opened, recipe } = state;
  const { target, view } = recipe;
  const screen = targetSize(target);
  const least = fitZoom(opened, screen);
  const zoomTo = (zoom: number) => onChange({ view: clampView({ ...view, zoom }, opened, screen) });
  const backdrops = (
    kind === 'avatar' ? ['none', 'black', 'white', 'blue'] : ['black', 'white', 'blue']
  ) as Backdrop[];
  const backdrop =
    backdrops.find((name) => name !== 'none' && backdropColours[name] === recipe.backdrop) ?? 'none';
  const goals = goalsWithin(limitBytes);
  const goal = goals.find(([, bytes]) => bytes === recipe.goalBytes)?.[0] ?? 'most';
  return (
    <div className={styles['controls']}>
      {target.kind === 'background' && (
        <SelectField
          label={strings.board}
          value={target.board}
          options={(['square', 'wide'] satisfies BoxBoard[]).map((value) => ({
            value,
            label: strings.boards[value],
          }))}
          onChange={onBoard}
        />
      )}
      <div className={styles['placingPart']}>
        <PlacingFrame
          sample={opened.sample}
          picture={opened}
          screen={screen}
          view={view}
          backdrop={recipe.backdrop}
          label={`${strings.place}. ${strings.placeHint}`}
          onChange={(next) => onChange({ view: next })}
        />
        <p className={styles['small']}>{strings.placeHint}</p>
        <div className={styles['zoom']}>
          <label>
            <span>{strings.zoom}</span>
            <input
              type="range"
              min={Math.log(least)}
              max={Math.log(maxZoom)}
              step={0.01}
              value={Math.log(view.zoom)}
              aria-valuetext={`${Math.round(view.zoom * 100)} %`}
              onChange={(event) => zoomTo(Math.exp(Number(event.target.value)))}
            />
          </label>
          <Button size="small" onClick={() => onChange({ view: clampView(fillView, opened, screen) })}>
            {strings.fill}
          </Button>
          <Button size="small" disabled={least > 0.999} onClick={() => zoomTo(least)}>
            {strings.fit}
          </Button>
        </div>
      </div>
      <SelectField
        label={strings.goal}
        hint={strings.goalHint}
        value={goal}
        options={goals.map(([value, bytes]) => ({ value, label: strings.goals[value](bytesWords(bytes)) }))}
        onChange={(next) => onChange({ goalBytes: goals.find(([name]) => name === next)?.[1] ?? limitBytes })}
      />
      <div className={styles['pair']}>
        <SelectField
          label={strings.backdrop}
          value={backdrop}
          options={backdrops.map((value) => ({ value, label: strings.backdrops[value] }))}
          onChange={(next) => onChange({ backdrop: next === 'none' ? null : backdropColours[next] })}
        />
        {kind === 'background' && opened.frames > 1 && (
          <NumberField
            label={strings.frames}
            hint={strings.framesHint(opened.frames)}
            value={recipe.frames}
            min={1}
            max={Math.min(60, opened.frames)}
            step={1}
            whole
            onChange={(frames) => onChange({ frames })}
          />
        )}
      </div>
      <SwitchField
        label={strings.smooth}
        hint={strings.smoothHint}
        checked={recipe.isSmooth}
        onChange={(isSmooth) => onChange({ isSmooth })}
      />
    </div>
  );
}
