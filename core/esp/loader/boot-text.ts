/** What the first lines after a reset say about where the chip went. Source: reference sheet of the box on a cable, A.11. */

export interface BootText {
  readonly mode: 'app' | 'download';
  /** The line that says so. */
  readonly line: string;
}

const modeWord = /boot:0x([0-9a-f]+)/i;
/** Set: the application starts. */
const appBit = 8;

/** @returns undefined where nothing of it has been printed (yet) */
export function findBootText(text: string): BootText | undefined {
  // The newest one counts: a chip may have started more than once.
  for (const line of text.split(/\r?\n/).reverse()) {
    if (line.includes('waiting for download')) return { mode: 'download', line: line.trim() };
    const mode = modeWord.exec(line)?.[1];
    if (mode !== undefined)
      return { mode: (parseInt(mode, 16) & appBit) === 0 ? 'download' : 'app', line: line.trim() };
  }
  return undefined;
}
