import { useState } from 'react';
import type { LensLook } from './talk-look.ts';

/** States that come and go while someone speaks: announcing each would talk over them. */
const passing: ReadonlySet<LensLook> = new Set(['hearing', 'pausing', 'interrupted', 'speaking']);

/** The status for screen readers: only what lasts. */
export function LiveStatus({ look, status }: { readonly look: LensLook; readonly status: string }) {
  const [announced, setAnnounced] = useState(status);
  if (announced !== status && !passing.has(look)) setAnnounced(status);
  return (
    <p className="visually-hidden" role="status">
      {announced}
    </p>
  );
}
