import { useLocation } from 'wouter';
import type { TurnFailure } from '../../workers/conversation-api.ts';
import { engineMessages } from '../engines/explain-failure.ts';
import { Button } from '../ui/button.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { settingsAddress, type SettingsSectionId } from '../ui/settings-address.ts';
import { boxFailureStrings, explainBoxFailure } from './explain-box-failure.ts';
import styles from './turn-failure.module.css';
import { turnStrings } from './turn.strings.ts';

/** Where in Settings a person can do something about it. */
const sectionOf: Readonly<Record<TurnFailure['stage'], SettingsSectionId>> = {
  asr: 'ears',
  llm: 'brain',
  tts: 'voice',
  microphone: 'sound',
};

interface FailureProps {
  readonly failure: TurnFailure;
}

/** What failed in a turn of a box: the stage, what to do, what the service itself said. */
export function TurnFailureNotice({ failure, goesOn }: FailureProps & { readonly goesOn: boolean }) {
  const strings = useStrings(turnStrings);
  const { title, whatToDo, service } = useWords(failure);
  return (
    <div className={styles['failure']} data-code={failure.code} data-tone={goesOn ? 'warning' : 'danger'}>
      <p className={styles['title']}>
        <span className={styles['stage']}>{strings.stages[failure.stage]}</span> {title}
      </p>
      <p>
        {whatToDo} {goesOn && strings.wentOn}
      </p>
      <Service words={service} />
      <div>
        <ToSettings failure={failure} />
      </div>
    </div>
  );
}

/** Why no box can be answered. */
export function UnfitNotice({ failure, title }: FailureProps & { readonly title: string }) {
  const words = useWords(failure);
  return (
    <Notice tone="warning" title={title} actions={<ToSettings failure={failure} />}>
      <p>{words.title}</p>
      <p>{words.whatToDo}</p>
      <Service words={words.service} />
    </Notice>
  );
}

function useWords(failure: TurnFailure) {
  return explainBoxFailure(failure, useStrings(boxFailureStrings), useStrings(engineMessages));
}

function Service({ words }: { readonly words: string | undefined }) {
  const messages = useStrings(engineMessages);
  if (words === undefined) return null;
  return (
    <p>
      {messages.serviceSaid}: <q>{words}</q>
    </p>
  );
}

function ToSettings({ failure }: FailureProps) {
  const strings = useStrings(turnStrings);
  const [, navigate] = useLocation();
  return (
    <Button size="small" onClick={() => navigate(settingsAddress(sectionOf[failure.stage]))}>
      {strings.settings}
    </Button>
  );
}
