/** Which service a path belongs to. */
import type { RouteName } from '../faults/fault.ts';
import type { SpeechEndpoint } from '../tts/speech-service.ts';

export type Route =
  | { readonly service: 'asr' }
  | { readonly service: 'llm' }
  | { readonly service: 'tts'; readonly endpoint: SpeechEndpoint }
  | { readonly service: 'models' }
  | { readonly service: 'speakers' };

interface RouteEntry {
  readonly method: 'GET' | 'POST';
  readonly route: Route;
}

const routes: Readonly<Record<string, RouteEntry>> = {
  '/v1/audio/transcriptions': { method: 'POST', route: { service: 'asr' } },
  '/v1/audio/translations': { method: 'POST', route: { service: 'asr' } },
  '/v1/chat/completions': { method: 'POST', route: { service: 'llm' } },
  '/v1/models': { method: 'GET', route: { service: 'models' } },
  '/v1/audio/speakers': { method: 'GET', route: { service: 'speakers' } },
  '/v1/audio/speech': { method: 'POST', route: { service: 'tts', endpoint: 'speech' } },
  '/v1/audio/batch_speech': { method: 'POST', route: { service: 'tts', endpoint: 'batch_speech' } },
  '/v1/audio/stream_speech': { method: 'POST', route: { service: 'tts', endpoint: 'stream_speech' } },
};

/** The route of a request, or why there is none. */
export function findRoute(method: string, path: string): Route | 'unknown-path' | 'wrong-method' {
  if (!Object.hasOwn(routes, path)) return 'unknown-path';
  const entry = routes[path]!;
  return entry.method === method ? entry.route : 'wrong-method';
}

/** The names by which faults can mean this route. */
export function namesOf(route: Route): RouteName[] {
  return route.service === 'tts' ? ['tts', route.endpoint] : [route.service];
}
