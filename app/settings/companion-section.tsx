import { Button } from '../ui/button.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { browserStrings } from './browser.strings.ts';
import { CompanionNotice } from './companion-notice.tsx';
import { Entry, EntryList } from './entry-list.tsx';
import { focusSection } from './sections.ts';
import { useTools, useUpstreams } from './settings-context.tsx';
import { SettingsSection } from './settings-section.tsx';

/** Which places the companion may call, and who said so. */
export function CompanionSection() {
  const strings = useStrings(browserStrings);
  const { upstreams } = useTools();
  const state = useUpstreams();
  switch (state.phase) {
    case 'no-companion':
      return (
        <SettingsSection id="companion">
          <Notice tone="info" title={strings.noCompanion}>
            <p>{strings.noCompanionMeans}</p>
            <p>{strings.noCompanionHow}</p>
          </Notice>
        </SettingsSection>
      );
    case 'loading':
      return (
        <SettingsSection id="companion" lead={strings.companion}>
          <p role="status">{strings.loading}</p>
        </SettingsSection>
      );
    case 'failed':
      return (
        <SettingsSection id="companion" lead={strings.companion}>
          <CompanionNotice error={state.error} />
          <div>
            <Button onClick={() => void upstreams.load()}>{strings.tryAgain}</Button>
          </div>
        </SettingsSection>
      );
    case 'ready':
      return (
        <SettingsSection id="companion" lead={strings.companion}>
          {state.problem && <CompanionNotice error={state.problem} />}
          {state.upstreams.length === 0 && <p>{strings.noUpstreams}</p>}
          <EntryList>
            {state.upstreams.map(({ origin, source, keyed, privateAllowed, downloadsOnly, revocable }) => (
              <Entry
                key={origin}
                title={origin}
                facts={[
                  strings.sources[source],
                  ...(privateAllowed ? [strings.nearby] : []),
                  ...(downloadsOnly ? [strings.downloadsOnly] : []),
                  ...(keyed ? [strings.keyed] : []),
                ]}
                action={
                  revocable && (
                    <Button
                      size="small"
                      aria-label={strings.revokeOrigin(origin)}
                      onClick={() => {
                        focusSection('companion');
                        void upstreams.revoke(origin);
                      }}
                    >
                      {strings.revoke}
                    </Button>
                  )
                }
              />
            ))}
          </EntryList>
        </SettingsSection>
      );
  }
}
