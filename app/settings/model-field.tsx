import type { ServiceAddress } from '../../core/profile/profile.ts';
import { listModels } from '../engines/list-models.ts';
import { useStrings } from '../ui/language.ts';
import { engineStrings } from './engine.strings.ts';
import { ListedField } from './listed-field.tsx';
import { engineContext, useTools } from './settings-context.tsx';

interface ModelFieldProps {
  readonly address: ServiceAddress;
  readonly model: string;
  readonly onChange: (change: { readonly model: string } | { readonly address: ServiceAddress }) => void;
}

export function ModelField({ address, model, onChange }: ModelFieldProps) {
  const strings = useStrings(engineStrings);
  const tools = useTools();
  return (
    <ListedField
      key={`${address.url} ${address.via}`}
      name="model"
      label={strings.model}
      hint={strings.modelHint}
      value={model}
      onChange={(name) => onChange({ model: name })}
      listLabel={strings.listModels}
      list={async (signal) => {
        const { models, ...where } = await listModels(address, engineContext(tools), signal);
        return { names: models.map((id) => ({ id, label: id })), ...where };
      }}
      onUseUrl={(url) => onChange({ address: { ...address, url } })}
    />
  );
}
