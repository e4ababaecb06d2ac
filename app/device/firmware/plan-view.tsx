/** What would happen to the box, in words, before anything does. */
import type { FlashPlan, FlashWarning } from '../../../workers/loader-api.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { SwitchField } from '../../ui/field.tsx';
import { useStrings } from '../../ui/language.ts';
import { Notice } from '../../ui/notice.tsx';
import { deviceStrings } from '../device.strings.ts';
import styles from './firmware.module.css';
import { firmwareStrings } from './firmware.strings.ts';

interface PlanViewProps {
  readonly plan: FlashPlan;
  readonly eraseSettings: boolean;
  readonly onEraseSettings: (erase: boolean) => void;
  readonly onWrite: () => void;
  readonly onDrop: () => void;
}

const tones = {
  kept: 'good',
  moved: 'good',
  'moved-without-pictures': 'warning',
  erased: 'warning',
  none: 'info',
} as const;

export function PlanView({ plan, eraseSettings, onEraseSettings, onWrite, onDrop }: PlanViewProps) {
  const { plan: words } = useStrings(firmwareStrings);
  const device = useStrings(deviceStrings);
  const { descriptor, parts, layoutChange } = plan;
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <Card
      title={words.title}
      lead={descriptor ? words.version(descriptor.version, descriptor.date) : plan.fileName}
    >
      {plan.warnings.map((warning) => (
        <Warning key={warning.code} warning={warning} />
      ))}
      <div className={styles['fate']} data-tone={tones[plan.settings]} data-testid="plan-settings">
        <Mark isGood={tones[plan.settings] === 'good'} />
        <p>
          <span>{words.settingsLabel}: </span>
          <strong>{words.settings[plan.settings]}</strong>
          <small>{words.settingsHint[plan.settings]}</small>
        </p>
      </div>
      <ul className={styles['facts']}>
        <li>{words.kinds[plan.kind]}</li>
        <li>
          {words.partsSum(device.size(total), parts.length)}. {words.atLeast}
        </li>
        {layoutChange && (
          <li>
            {words.layout}: {device.card.layouts[layoutChange.from]} → {device.card.layouts[layoutChange.to]}
          </li>
        )}
      </ul>
      <SwitchField
        label={words.clean}
        hint={words.cleanHint}
        checked={eraseSettings}
        onChange={onEraseSettings}
      />
      <Disclosure summary={words.parts}>
        <ul className={styles['parts']}>
          {parts.map(({ name, offset, bytes, sha256 }) => (
            <li key={offset}>
              <strong>{name}</strong>
              <span>
                {device.size(bytes)} · <code>0x{offset.toString(16).toUpperCase()}</code>
              </span>
              <code>{sha256}</code>
            </li>
          ))}
        </ul>
      </Disclosure>
      <dl className={styles['file']}>
        <dt>
          {plan.fileName}, {device.size(plan.fileBytes)} ({plan.fileBytes.toLocaleString()} B)
        </dt>
        <dd>
          {words.sha}: <code data-testid="plan-sha256">{plan.fileSha256}</code>
        </dd>
      </dl>
      <div className={styles['actions']}>
        <Button look="primary" onClick={onWrite}>
          {words.write}
        </Button>
        <Button look="quiet" onClick={onDrop}>
          {words.other}
        </Button>
      </div>
    </Card>
  );
}

function Warning({ warning }: { readonly warning: FlashWarning }) {
  const { warnings } = useStrings(firmwareStrings);
  const words = (): string => {
    switch (warning.code) {
      case 'older-than-installed':
        return warnings[warning.code](warning);
      case 'same-as-installed':
        return warnings[warning.code](warning);
      case 'not-echokit':
        return warnings[warning.code](warning);
      case 'other-partitions-written':
        return warnings[warning.code](warning);
    }
  };
  return <Notice tone={warning.code === 'same-as-installed' ? 'info' : 'warning'} title={words()} />;
}

function Mark({ isGood }: { readonly isGood: boolean }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="28"
      height="28"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M12 3.5 19 6v5.5c0 4.3-2.9 7.5-7 9-4.1-1.5-7-4.7-7-9V6Z" />
      {isGood ? <path d="m8.5 12 2.5 2.5 4.5-5" /> : <path d="M12 8v4.5M12 16v.01" />}
    </svg>
  );
}
