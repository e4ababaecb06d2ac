/**
 * The monitor's core: bytes of a box in, lines and what they say out. However the bytes are split, the lines are the same,
 * and no secret is in any of them. Memory is bounded by one line and what {@link BoxStatus} holds.
 */
import type { Millis } from '../../units.ts';
import { plainStyle, readAnsi, toRuns, type Style } from './ansi.ts';
import { readFacts } from './box-fact.ts';
import { LineSplitter, type RawLine } from './line-splitter.ts';
import { levelOf, readHeader } from './log-header.ts';
import type { LogLine, LogRun, MonitorUpdate } from './log-types.ts';
import { lossyText } from './lossy-text.ts';
import { SecretMasker } from './secret-masker.ts';
import { freshStatus, reduceBareText, reduceStatus } from './status-reducer.ts';

export interface LogReader {
  /** @param at wall instant at which the bytes came (ms since the epoch) */
  read(bytes: Uint8Array, at: Millis): MonitorUpdate;
}

/** Of a line that has not ended, in bytes: garbage without line ends would be looked at again with every byte. */
const longestPreview = 1024;

export const createLogReader = (): LogReader => new BoxLogReader();

class BoxLogReader implements LogReader {
  readonly #splitter = new LineSplitter();
  readonly #masker = new SecretMasker();
  #style: Style = plainStyle;
  #state = freshStatus;
  #index = 0;
  /** What is shown of a line that has not ended once it is too long to be shown whole. */
  #preview: LogLine | null = null;

  read(bytes: Uint8Array, at: Millis): MonitorUpdate {
    const lines = this.#splitter.push(bytes).map((raw) => this.#finish(raw, at));
    return { lines, partial: this.#partial(at), status: this.#state.status };
  }

  #finish({ bytes, isEnded }: RawLine, at: Millis): LogLine {
    const styled = readAnsi(lossyText(bytes), this.#style);
    this.#style = styled.style;
    const { replacements, passwordBytes } = this.#masker.take(styled, isEnded);
    const runs = toRuns(styled, replacements);
    const text = textOf(runs);
    const header = readHeader(text);
    const facts = readFacts({ text, header, passwordBytes });
    if (facts.length === 0 && header === null) this.#state = reduceBareText(this.#state, text);
    for (const fact of facts) this.#state = reduceStatus(this.#state, fact, at);
    return { index: this.#index++, at, level: levelOf(text, header), runs };
  }

  #partial(at: Millis): LogLine | null {
    const { rest } = this.#splitter;
    if (rest.length === 0) return null;
    if (this.#preview?.index === this.#index) return { ...this.#preview, at };
    const styled = readAnsi(lossyText(rest.subarray(0, longestPreview), false), this.#style);
    const runs = toRuns(styled, this.#masker.look(styled));
    const text = textOf(runs);
    const line = { index: this.#index, at, level: levelOf(text, readHeader(text)), runs };
    this.#preview = rest.length < longestPreview ? null : line;
    return line;
  }
}

const textOf = (runs: readonly LogRun[]): string => runs.map(({ text }) => text).join('');
