/** What a written address means: which URL is called, whose key may go there, or what is wrong with it. Pure. */
import { hostKind } from '../../core/engine-wire/host-kind.ts';
import type { ServiceAddress } from '../../core/profile/profile.ts';
import { endpointUrl, type AddressError } from '../engines/service-url.ts';

export type AddressView =
  | {
      readonly ok: true;
      /** What is called, without a query, which may hold a key. */
      readonly called: string;
      /** What a key is bound to. */
      readonly origin: string;
      readonly host: string;
      /** This computer or this network, as far as the name tells. */
      readonly isNear: boolean;
      /** What was written behind a `?` is not sent: paths are put behind the beginning of an address. */
      readonly leavesOutQuery: boolean;
    }
  | { readonly ok: false; readonly error: AddressError };

/** @param path of the engine's own call, such as `/audio/speech` */
export function viewAddress(address: ServiceAddress, path: string): AddressView {
  const url = endpointUrl(address, path);
  if (!url.ok) return url;
  const { origin, pathname, host, hostname } = url.value;
  return {
    ok: true,
    called: origin + pathname,
    origin,
    host,
    isNear: hostKind(hostname) !== 'public',
    leavesOutQuery: address.mode === 'base' && /\?./.test(address.url),
  };
}

/** Addresses worth suggesting. Source: sheet `providers.md` 11; ports of EchoKit's stack from `echokit.md` 6. */
export const knownAddresses = {
  asr: [
    'http://localhost:9092/v1',
    'http://localhost:8081/inference',
    'http://localhost:8000/v1',
    'https://api.openai.com/v1',
    'https://api.groq.com/openai/v1',
  ],
  llm: [
    'http://localhost:9091/v1',
    'http://localhost:8080/v1',
    'http://localhost:11434/v1',
    'http://localhost:8000/v1',
    'https://api.openai.com/v1',
    'https://api.groq.com/openai/v1',
    'https://api.deepseek.com',
    'https://openrouter.ai/api/v1',
    'https://dashscope.aliyuncs.com/compatible-mode/v1',
    'https://generativelanguage.googleapis.com/v1beta/openai',
  ],
  gsv: ['http://localhost:9094/v1', 'http://localhost:8000/v1'],
  speech: [
    'http://localhost:8880/v1',
    'http://localhost:8000/v1',
    'https://api.openai.com/v1',
    'https://api.groq.com/openai/v1',
  ],
} as const;
