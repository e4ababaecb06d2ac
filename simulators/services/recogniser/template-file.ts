/** How templates are kept on disk: JSON per recording, the cells as bytes in base64. About 3 kB per second of speech. */
import * as v from 'valibot';
import { bandCount } from './log-mel.ts';
import { floorDb, templateOf } from './sound-print.ts';
import type { Template } from './sound-print.ts';

/** Cells are stored in quarters of a decibel above the floor: up to 63 dB fit into a byte. */
const stepsPerDb = 4;

const templateFileSchema = v.object({
  source: v.string(),
  bands: v.literal(bandCount),
  utterances: v.array(
    v.object({
      text: v.string(),
      samples: v.pipe(v.number(), v.integer(), v.minValue(1)),
      /** Bytes, band after band, in base64. */
      cells: v.string(),
    }),
  ),
});
export type TemplateFile = v.InferOutput<typeof templateFileSchema>;

/** The templates of one recording, ready to be written as JSON. */
export function packTemplates(source: string, templates: readonly Template[]): TemplateFile {
  const utterances = templates.map(({ text, samples, fine }) => {
    const bytes = Uint8Array.from(fine.db, (db) => Math.min(255, Math.round((db + floorDb) * stepsPerDb)));
    return { text, samples, cells: Buffer.from(bytes).toString('base64') };
  });
  return { source, bands: bandCount, utterances };
}

/** @throws where the file is not one of ours: it is part of the program, not foreign input */
export function unpackTemplates(json: unknown): Template[] {
  const { source, utterances } = v.parse(templateFileSchema, json);
  return utterances.map(({ text, samples, cells }) => {
    const db = Float32Array.from(Buffer.from(cells, 'base64'), (byte) => byte / stepsPerDb - floorDb);
    const frames = db.length / bandCount;
    if (!Number.isInteger(frames)) throw new Error(`template "${text}" of ${source} has ${db.length} cells`);
    return templateOf({ text, source, samples }, { frames, bands: bandCount, db });
  });
}
