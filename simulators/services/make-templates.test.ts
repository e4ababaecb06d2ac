import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { makeTemplateFiles } from './make-templates.ts';
import { templatesFolder } from './recogniser/known-templates.ts';
import { unpackTemplates } from './recogniser/template-file.ts';

it('templates/ is what make-templates.ts writes', () => {
  const files = makeTemplateFiles();
  const json = readdirSync(templatesFolder).filter((name) => name.endsWith('.json'));
  expect(json.sort()).toEqual([...files.keys()].sort());
  for (const [name, text] of files) {
    const kept = unpackTemplates(JSON.parse(readFileSync(templatesFolder + name, 'utf8')));
    const made = unpackTemplates(JSON.parse(text));
    expect(kept.map(({ text, samples }) => [text, samples])).toEqual(
      made.map(({ text, samples }) => [text, samples]),
    );
    // A step of a quarter of a decibel may fall the other way on another machine's arithmetic.
    const furthest = kept.flatMap(({ fine }, i) => {
      const other = made[i]!.fine.db;
      return fine.db.reduce((most, db, cell) => Math.max(most, Math.abs(db - other[cell]!)), 0);
    });
    expect(Math.max(...furthest), name).toBeLessThanOrEqual(0.25);
  }
});
