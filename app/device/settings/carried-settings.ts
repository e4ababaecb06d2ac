/** Settings that came from elsewhere, for the next form that opens: from the Relay page, or from a QR code on a phone. */
import { createStore } from 'zustand';
import type { CarriedSettings } from '../../ui/device-address.ts';

export const carriedSettings = createStore<{ readonly carried: CarriedSettings | null }>(() => ({
  carried: null,
}));
