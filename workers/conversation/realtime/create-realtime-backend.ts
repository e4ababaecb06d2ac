/** The backend with the browser's own WebSocket and fetch. */
import type { CreateBackend } from '../backend.ts';
import { RealtimeBackend } from './realtime-backend.ts';

export const createRealtimeBackend: CreateBackend = (tools) =>
  new RealtimeBackend(tools, {
    createSocket: (url, protocols) => new WebSocket(url, [...protocols]),
    fetch: (url, init) => fetch(url, init),
  });
