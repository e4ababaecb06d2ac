/** How it talks, whichever engines do the work: character, turns, detector. Also of the auto profile. */
import { turnRanges, type TurnNumber } from '../../core/profile/profile-limits.ts';
import {
  defaultTurnSettings,
  withEagerness,
  type Eagerness,
  type Manner,
  type Persona,
  type TurnSettings,
} from '../../core/profile/profile.ts';
import { setAutoManner } from '../platform/storage/settings-store.ts';
import { Button } from '../ui/button.tsx';
import { ChoiceField } from '../ui/choice-field.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { SelectField, SwitchField } from '../ui/field.tsx';
import { useLanguage, useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { NumberField } from '../ui/number-field.tsx';
import { changeManner, useEditing } from './editing.ts';
import { languageOptions } from './language-names.ts';
import { LimitedTextField } from './limited-text-field.tsx';
import { mannerStrings } from './manner.strings.ts';
import { useSettings, useTools } from './settings-context.tsx';
import { FieldGrid, SettingsSection } from './settings-section.tsx';
import { UnknownSection } from './unknown-section.tsx';

interface MannerProps {
  readonly manner: Manner;
  readonly onChange: (change: Partial<Manner>) => void;
}

export function MannerSections() {
  const editing = useEditing();
  const { settings } = useTools();
  if (editing.profile === undefined) {
    return (['character', 'turns', 'detector'] as const).map((id) => <UnknownSection key={id} id={id} />);
  }
  const { profile } = editing;
  const change = (part: Partial<Manner>) => changeManner(settings, editing, part);
  return (
    <>
      <CharacterSection key={profile.id} manner={profile} onChange={change} />
      <TurnsSection key={`${profile.id} turns`} manner={profile} onChange={change} />
      <DetectorSection manner={profile} onChange={change} />
    </>
  );
}

function CharacterSection({ manner, onChange }: MannerProps) {
  const strings = useStrings(mannerStrings);
  const ui = useLanguage();
  const { settings } = useTools();
  const isAutoChanged = useSettings(
    ({ activeProfileId, autoManner }) => activeProfileId === undefined && autoManner !== undefined,
  );
  const { persona } = manner;
  const change = (part: Partial<Persona>) => onChange({ persona: { ...persona, ...part } });
  const known = persona.language === 'auto' ? undefined : persona.language;
  return (
    <SettingsSection id="character" lead={strings.character}>
      <LimitedTextField
        name="systemPrompt"
        limit="systemPrompt"
        label={strings.systemPrompt}
        hint={strings.systemPromptHint}
        rows={5}
        value={persona.systemPrompt}
        onChange={(systemPrompt) => change({ systemPrompt })}
      />
      <FieldGrid>
        <SelectField
          label={strings.language}
          hint={strings.languageHint}
          value={persona.language}
          options={[{ value: 'auto', label: strings.languageAuto }, ...languageOptions(known, ui)]}
          onChange={(language) => change({ language })}
        />
        <LimitedTextField
          name="greeting"
          limit="greeting"
          label={strings.greeting}
          hint={strings.greetingHint}
          value={persona.greeting}
          onChange={(greeting) => change({ greeting })}
        />
      </FieldGrid>
      {isAutoChanged && (
        <div>
          <Button size="small" onClick={() => setAutoManner(settings, undefined)}>
            {strings.likeAuto}
          </Button>
        </div>
      )}
    </SettingsSection>
  );
}

const eagernesses: readonly Eagerness[] = ['quick', 'normal', 'patient'];

function TurnsSection({ manner, onChange }: MannerProps) {
  const strings = useStrings(mannerStrings);
  const { turn } = manner;
  const change = (part: Partial<TurnSettings>) => onChange({ turn: { ...turn, ...part } });
  const offered: readonly Eagerness[] =
    turn.eagerness === 'custom' ? [...eagernesses, 'custom'] : eagernesses;
  return (
    <SettingsSection id="turns" lead={strings.turns}>
      <ChoiceField
        label={strings.eagerness}
        value={turn.eagerness}
        choices={offered.map((value) => ({ value, ...strings.eagernesses[value] }))}
        onChange={(eagerness) => onChange({ turn: withEagerness(turn, eagerness) })}
      />
      <ChoiceField
        label={strings.bargeIn}
        value={turn.bargeIn}
        choices={(['full', 'half-duplex'] as const).map((value) => ({ value, ...strings.bargeIns[value] }))}
        onChange={(bargeIn) => change({ bargeIn })}
      />
      <SwitchField
        label={strings.speculation}
        hint={strings.speculationHint}
        checked={turn.speculation}
        onChange={(speculation) => change({ speculation })}
      />
      <SwitchField
        label={strings.pushToTalk}
        hint={strings.pushToTalkHint}
        checked={turn.pushToTalk}
        onChange={(pushToTalk) => change({ pushToTalk })}
      />
      <Disclosure summary={strings.expert}>
        <TurnNumbers turn={turn} onChange={change} />
      </Disclosure>
    </SettingsSection>
  );
}

/** The numbers that an eagerness stands for: whoever changes one has a setting of their own. */
const eagernessNumbers: ReadonlySet<TurnNumber> = new Set(['hardEndMs', 'earlyEndMs']);
const turnNumbers = Object.keys(turnRanges) as readonly TurnNumber[];

interface TurnNumbersProps {
  readonly turn: TurnSettings;
  readonly onChange: (change: Partial<TurnSettings>) => void;
}

function TurnNumbers({ turn, onChange }: TurnNumbersProps) {
  const strings = useStrings(mannerStrings);
  const change = (name: TurnNumber, value: number) =>
    onChange({ [name]: value, ...(eagernessNumbers.has(name) ? { eagerness: 'custom' } : {}) });
  const reset = () => {
    const { speculation, bargeIn, pushToTalk } = turn;
    onChange({ ...defaultTurnSettings, speculation, bargeIn, pushToTalk });
  };
  return (
    <>
      {turn.offsetThreshold > turn.onsetThreshold && (
        <Notice tone="warning" title={strings.thresholdsCrossed} />
      )}
      {turn.softEndMs > turn.hardEndMs && <Notice tone="warning" title={strings.endsCrossed} />}
      <FieldGrid>
        {turnNumbers.map((name) => {
          const { min, max, step, unit } = turnRanges[name];
          return (
            <NumberField
              key={name}
              label={strings.numbers[name].label}
              hint={strings.numbers[name].hint}
              unit={strings.units[unit]}
              value={turn[name]}
              min={min}
              max={max}
              step={step}
              whole={unit === 'count'}
              onChange={(value) => change(name, value)}
            />
          );
        })}
      </FieldGrid>
      <div>
        <Button size="small" onClick={reset}>
          {strings.reset}
        </Button>
      </div>
    </>
  );
}

function DetectorSection({ manner, onChange }: MannerProps) {
  const strings = useStrings(mannerStrings);
  return (
    <SettingsSection id="detector" lead={strings.detector}>
      <ChoiceField
        label={strings.detectorModel}
        labelHidden
        value={manner.vadModel}
        choices={(['v6', 'v5'] as const).map((value) => ({ value, ...strings.detectors[value] }))}
        onChange={(vadModel) => onChange({ vadModel })}
      />
    </SettingsSection>
  );
}
