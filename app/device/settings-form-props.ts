/**
 * Types only: what the form of settings is given, by whichever way leads to the box. Over the cable everything can be
 * read; over Bluetooth pictures can only be written, and older firmware lacks fields.
 */
import type { ReactNode } from 'react';
import type { BoxSettings, SettingEdit, SettingKey } from '../../core/esp/settings/box-settings.ts';

/** The settings that the form shows. `state` is the firmware's own. */
export type FormKey = Exclude<SettingKey, 'state'>;

/** What the way to the box can do with one setting. `missing`: this firmware does not know it. */
export type SettingSupport = 'read-write' | 'write-only' | 'missing';

export interface SettingsFormProps {
  /** As the box has them, as far as that can be read; absent keys are not stored. */
  readonly stored: BoxSettings;
  readonly support: Readonly<Record<FormKey, SettingSupport>>;
  /** Why a setting cannot be changed now, in words; the field is locked meanwhile. */
  readonly locked?: Partial<Readonly<Record<FormKey, ReactNode>>>;
  /** Shown under a field, such as "stored, but damaged". */
  readonly remarks?: Partial<Readonly<Record<FormKey, ReactNode>>>;
  /** Largest picture in bytes that this box takes. */
  readonly pictureBytes: Readonly<Record<PictureKind, number>>;
  /** Server addresses to choose from, this computer's relay first. */
  readonly servers: readonly ServerChoice[];
  /** Something is being written: the form can be read, but not changed. */
  readonly isBusy: boolean;
  /** Only what differs, in the order of the form. Never empty. */
  readonly onWrite: (edits: readonly SettingEdit[]) => void;
  /** Words on the button that writes, where "Write to the box" does not fit. */
  readonly writeLabel?: string;
  /** Above the list of differences: what happens when they are written. */
  readonly before?: ReactNode;
}

export interface ServerChoice {
  readonly kind: 'relay' | 'public';
  readonly url: string;
}

/** 240x240 (or 320x240) behind everything, and six mouths of 96x96. */
export type PictureKind = 'background' | 'avatar';

/** What the form gives the picture field (`app/device/pictures/picture-field.tsx`). */
export interface PictureFieldProps {
  readonly kind: PictureKind;
  /** As stored, where it could be read. */
  readonly stored: Uint8Array | undefined;
  /** undefined: left as it is; null: to be removed. */
  readonly value: Uint8Array | null | undefined;
  readonly onChange: (value: Uint8Array | null | undefined) => void;
  /** Largest file in bytes. */
  readonly limitBytes: number;
  readonly isLocked: boolean;
  /** Over Bluetooth a background cannot be taken away. */
  readonly mayRemove: boolean;
  /** False over Bluetooth: that nothing is known to be stored does not mean that nothing is. True by default. */
  readonly isReadable?: boolean;
}
