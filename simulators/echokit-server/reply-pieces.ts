/** How the EchoKit server cuts a reply into spoken segments. Source: sheet `echokit.md` 4.5. */

/** Later sentences are joined until they have so many bytes of UTF-8. */
const joinedBytes = 50;

const closers = '.!?;';
const wideClosers = '。！？；';
const blanks = ' \t\r';

/** Cuts text as it comes into sentences, blanks and marks kept: together they are the text but for blanks in front. */
class SentenceCutter {
  #open = '';
  #isQuoted = false;
  /** The last sign that could end a sentence, where what follows decides. */
  #pending: 'none' | 'narrow' | 'wide' = 'none';

  push(text: string): string[] {
    const sentences: string[] = [];
    for (const sign of text) {
      const done = this.#take(sign === '“' || sign === '”' ? '"' : sign);
      sentences.push(...done.filter((sentence) => sentence.trim() !== ''));
    }
    return sentences;
  }

  end(): string[] {
    const last = this.#cut();
    return last.trim() === '' ? [] : [last];
  }

  #take(sign: string): string[] {
    const done: string[] = [];
    if (this.#pending === 'narrow') {
      if (sign === ' ') {
        this.#open += sign;
        return this.#isQuoted ? [] : [this.#cut()];
      }
      // A full stop inside a word ("3.14") or before a quote's end decides nothing; other marks need no blank.
      if (this.#open.endsWith('.')) this.#pending = 'none';
      else if (!this.#isQuoted) done.push(this.#cut());
    }
    if (this.#open === '' && blanks.includes(sign)) return done;
    this.#open += sign;
    if (sign === '"') this.#isQuoted = !this.#isQuoted;
    const quoteEnds = sign === '"' && !this.#isQuoted && this.#pending !== 'none';
    const isWide = wideClosers.includes(sign);
    if (quoteEnds || sign === '\n' || (isWide && !this.#isQuoted)) done.push(this.#cut());
    else if (isWide) this.#pending = 'wide';
    else if (closers.includes(sign)) this.#pending = 'narrow';
    return done;
  }

  #cut(): string {
    const sentence = this.#open;
    this.#open = '';
    this.#pending = 'none';
    return sentence;
  }
}

/** Pieces of a reply as they become complete: the first sentence alone, later ones joined. Nothing in them is trimmed. */
export class ReplyPieces {
  readonly #cutter = new SentenceCutter();
  #isFirst = true;
  #joined = '';

  push(text: string): string[] {
    return this.#cutter.push(text).flatMap((sentence) => this.#join(sentence));
  }

  end(): string[] {
    const pieces = this.#cutter.end().flatMap((sentence) => this.#join(sentence));
    return [...pieces, ...this.breakOff()];
  }

  /** The text breaks off: whole sentences that waited for more; the open one is lost. */
  breakOff(): string[] {
    const rest = this.#joined;
    this.#joined = '';
    return rest === '' ? [] : [rest];
  }

  #join(sentence: string): string[] {
    if (this.#isFirst) {
      this.#isFirst = false;
      return [sentence];
    }
    this.#joined += sentence;
    if (Buffer.byteLength(this.#joined) < joinedBytes) return [];
    const piece = this.#joined;
    this.#joined = '';
    return [piece];
  }
}
