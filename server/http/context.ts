import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** Hono's types for routes that may write to Node's own response. */
export interface Env {
  Bindings: HttpBindings;
}
export type RequestContext = Context<Env>;
