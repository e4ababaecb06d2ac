import type { ReactNode } from 'react';

/** What a field shows beside its value: whether it can be changed, what is wrong with it, and what is worth knowing. */
export interface FieldState {
  readonly isLocked: boolean;
  readonly error: string | undefined;
  readonly notes: readonly ReactNode[];
}
