/** The files of a case of `nvs check`. Source: the fixtures' own description. */
import type { NvsEdit, NvsEntry, NvsPage, NvsType } from '../core/esp/nvs/nvs-types.ts';
import { createHash } from 'node:crypto';

/** A blob has `hex` or `sha256`, everything else `value`. */
export interface CaseEntry {
  readonly namespace: string;
  readonly key: string;
  readonly type: NvsType;
  readonly value?: string;
  readonly byteLength?: number;
  readonly sha256?: string;
}

interface CaseEdit {
  readonly op: 'set' | 'delete';
  readonly namespace: string;
  readonly key: string;
  readonly type?: NvsType;
  readonly value?: string;
  readonly hex?: string;
  /** A recipe: these bytes, then so many of a generator. */
  readonly head?: string;
  readonly prngSeed?: number;
  readonly prngBytes?: number;
}

export interface NvsCase {
  readonly partitionSize: number;
  readonly sha256Padded: string;
  readonly pages: readonly NvsPage[];
  readonly library: {
    readonly init: string;
    readonly stats: Readonly<Record<'used' | 'free' | 'available' | 'total' | 'namespaces', number>> | null;
  };
  readonly entries: readonly CaseEntry[] | null;
  readonly unreadable?: readonly { readonly namespace: string; readonly key: string }[];
  readonly legacyBlobs?: readonly CaseEntry[];
  readonly acceptableExtraKeys?: readonly string[];
  readonly edits?: readonly CaseEdit[];
  readonly afterEdits?: {
    readonly entries: readonly CaseEntry[];
    readonly errors: readonly unknown[];
    readonly exampleImage?: string;
  };
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** One line for each value, to be compared as a set. */
export const caseLine = ({ namespace, key, type, value, sha256: hash }: CaseEntry): string =>
  `${namespace}/${key} ${type} ${hash ?? JSON.stringify(value)}`;

export const entryLine = (entry: NvsEntry): string =>
  `${entry.namespace}/${entry.key} ${entry.type} ${entry.type === 'blob' ? sha256(entry.value) : JSON.stringify(String(entry.value))}`;

/** @throws where the case is no edit */
export function caseEdit(edit: CaseEdit): NvsEdit {
  const { op, namespace, key, type, value = '' } = edit;
  if (op === 'delete') return { op: 'erase', namespace, key };
  if (type === undefined) throw new Error(`the edit of ${namespace}/${key} has no type`);
  if (type === 'blob') return { op: 'set', namespace, key, type, value: recipe(edit) };
  if (type === 'str') return { op: 'set', namespace, key, type, value };
  return { op: 'set', namespace, key, type, value: BigInt(value) };
}

function recipe({ hex, head = '', prngSeed = 0, prngBytes = 0 }: CaseEdit): Uint8Array {
  if (hex !== undefined) return Buffer.from(hex, 'hex');
  let state = prngSeed;
  const bytes = Uint8Array.from({ length: prngBytes }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
  return Buffer.concat([Buffer.from(head, 'hex'), bytes]);
}
