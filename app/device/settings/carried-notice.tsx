import { useStore } from 'zustand';
import { Button } from '../../ui/button.tsx';
import { useStrings } from '../../ui/language.ts';
import { Notice } from '../../ui/notice.tsx';
import { carriedSettings } from './carried-settings.ts';
import { settingsPanelStrings } from './settings-panel.strings.ts';

/** Before there is a box: what was brought along for it. */
export function CarriedNotice() {
  const strings = useStrings(settingsPanelStrings);
  const carried = useStore(carriedSettings, (state) => state.carried);
  if (carried === null) return null;
  return (
    <Notice
      tone="info"
      title={strings.carried}
      actions={
        <Button size="small" look="quiet" onClick={() => carriedSettings.setState({ carried: null })}>
          {strings.forget}
        </Button>
      }
    >
      {[carried.ssid, carried.server_url].filter(Boolean).join(' · ')}
    </Notice>
  );
}
