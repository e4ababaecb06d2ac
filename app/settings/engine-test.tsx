import { testConnection, type ConnectionProof, type EngineConfig } from '../engines/test-connection.ts';
import { Button } from '../ui/button.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { serviceStrings } from './service.strings.ts';
import { engineContext, useTools } from './settings-context.tsx';
import { useCall } from './use-call.ts';

interface EngineTestProps {
  readonly engine: EngineConfig;
  /** BCP 47 or `auto`, of the persona. */
  readonly language: string;
}

/** Makes the real call and says what came of it. Give it the engine as its key: an outcome is of one engine. */
export function EngineTest({ engine, language }: EngineTestProps) {
  const strings = useStrings(serviceStrings);
  const tools = useTools();
  const [state, test] = useCall((signal) =>
    testConnection(engine, { ...engineContext(tools), language }, signal),
  );
  const outcome = state.phase === 'done' ? state.value : undefined;
  return (
    <>
      <div>
        <Button disabled={state.phase === 'running'} onClick={() => void test()}>
          {state.phase === 'running' ? strings.testing : strings.test}
        </Button>
      </div>
      {outcome?.ok === true && (
        <Notice tone="good" title={strings.works}>
          <p>{strings.timing(outcome.firstMs, outcome.ms)}</p>
          <p>
            <Proof part={engine.part} proof={outcome.detail} />
          </p>
        </Notice>
      )}
      {outcome?.ok === false && <FailureNotice error={outcome.error} />}
      {state.phase === 'failed' && <FailureNotice error={state.error} />}
    </>
  );
}

function Proof({ part, proof }: { readonly part: EngineConfig['part']; readonly proof: ConnectionProof }) {
  const strings = useStrings(serviceStrings);
  if (proof.speechMs !== undefined) return strings.spoke(proof.speechMs / 1000);
  if (proof.text) return strings.saidText(proof.text);
  return part === 'asr' ? strings.saidNothing : null;
}
