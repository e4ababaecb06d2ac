import type { BoxId } from '../../core/relay/relay-message.ts';

/** A box calls itself by its MAC without separators; anything else is shown as it came. */
export function formatBoxId(id: BoxId): string {
  return /^[0-9a-f]{12}$/i.test(id) ? (id.toLowerCase().match(/../g) ?? []).join(':') : id;
}
