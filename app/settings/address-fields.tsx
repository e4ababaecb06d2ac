/** Where a service is, and which way calls go there. The text is kept as it was typed, whatever it is worth. */
import { useState } from 'react';
import { hostKind } from '../../core/engine-wire/host-kind.ts';
import type { ServiceAddress, Via } from '../../core/profile/profile.ts';
import { Button } from '../ui/button.tsx';
import { ChoiceField } from '../ui/choice-field.tsx';
import { SwitchField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { viewAddress } from './address-view.ts';
import { LimitedTextField } from './limited-text-field.tsx';
import { serviceStrings } from './service.strings.ts';
import { useTools, useUpstreams } from './settings-context.tsx';
import { listedUpstream } from './upstream-book.ts';
import { UpstreamDialog } from './upstream-dialog.tsx';

interface AddressFieldsProps {
  readonly address: ServiceAddress;
  /** Of the engine's own call, such as `/audio/speech`. */
  readonly path: string;
  readonly suggestions: readonly string[];
  readonly onChange: (address: ServiceAddress) => void;
}

export function AddressFields({ address, path, suggestions, onChange }: AddressFieldsProps) {
  const strings = useStrings(serviceStrings);
  const { companion } = useTools();
  const upstreams = useUpstreams();
  const [asked, setAsked] = useState<string>();
  const view = viewAddress(address, path);
  const isListed = (origin: string) => listedUpstream(upstreams, origin)?.downloadsOnly === false;
  const mustAsk = view.ok && upstreams.phase === 'ready' && !isListed(view.origin);

  const choose = (via: Via) => {
    if (via === 'companion' && mustAsk) setAsked(view.origin);
    else onChange({ ...address, via });
  };

  return (
    <>
      <LimitedTextField
        name="url"
        limit="url"
        label={strings.address}
        type="url"
        value={address.url}
        suggestions={suggestions}
        hint={view.ok ? strings.calls(view.called) : undefined}
        error={view.ok ? undefined : strings.addressErrors[view.error]}
        onChange={(url) => onChange({ ...address, url })}
      />
      {view.ok && view.leavesOutQuery && (
        <Notice tone="warning" title={strings.queryLeftOut}>
          {strings.queryLeftOutHelp}
        </Notice>
      )}
      {view.ok && view.isNear && address.via === 'direct' && isPublicPage() && (
        <Notice tone="info" title={strings.localNetwork}>
          {strings.localNetworkHelp}
        </Notice>
      )}
      {companion && (
        <SwitchField
          label={strings.via}
          hint={strings.viaHint}
          checked={address.via === 'companion'}
          onChange={(isOn) => choose(isOn ? 'companion' : 'direct')}
        />
      )}
      {address.via === 'companion' && companion === undefined && (
        <Notice
          tone="warning"
          title={strings.viaWithout}
          actions={
            <Button size="small" onClick={() => onChange({ ...address, via: 'direct' })}>
              {strings.callDirectly}
            </Button>
          }
        >
          {strings.viaWithoutHelp}
        </Notice>
      )}
      {address.via === 'companion' && mustAsk && (
        <Notice
          tone="warning"
          title={strings.notAllowed(view.origin)}
          actions={
            <Button size="small" onClick={() => setAsked(view.origin)}>
              {strings.allow}
            </Button>
          }
        >
          {strings.notAllowedHelp}
        </Notice>
      )}
      {companion && asked !== undefined && (
        <UpstreamDialog
          key={asked}
          companion={companion}
          origin={asked}
          onAllowed={() => {
            setAsked(undefined);
            onChange({ ...address, via: 'companion' });
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

/** Chrome asks the person before a page from the internet may reach what is near. */
const isPublicPage = (): boolean => hostKind(location.hostname) === 'public';

/** For people who know what they call. */
export function AddressModeField({ address, onChange }: Pick<AddressFieldsProps, 'address' | 'onChange'>) {
  const strings = useStrings(serviceStrings);
  return (
    <ChoiceField
      label={strings.mode}
      value={address.mode}
      choices={(['base', 'exact'] as const).map((value) => ({ value, ...strings.modes[value] }))}
      onChange={(mode) => onChange({ ...address, mode })}
    />
  );
}
