/** Segments as a box's socket wants them; the Opus encoder is made with the first one and kept. */
import { encodeSegment, type VoiceForm } from '../../core/echokit/server-session/segment-encoder.ts';
import type { ServerEvent } from '../../core/echokit/server-event.ts';
import { createOpusEncoder, type OpusEncoder } from '../../core/opus/opus-codec.ts';

export class BoxEncoder {
  readonly #form: () => VoiceForm;
  #opus: Promise<OpusEncoder> | null = null;
  /** One segment at a time: the encoder remembers what came before. */
  #line: Promise<unknown> = Promise.resolve();

  /** @param form asked for each segment */
  constructor(form: () => VoiceForm) {
    this.#form = form;
  }

  /** @param samples 16 kHz mono, a whole segment. Empty for no sound */
  encode(samples: Float32Array): Promise<readonly ServerEvent[]> {
    const result = this.#line.then(() => this.#encode(samples));
    this.#line = result.catch(() => undefined);
    return result;
  }

  close(): void {
    void this.#opus?.then((opus) => opus.close()).catch(() => undefined);
    this.#opus = null;
  }

  async #encode(samples: Float32Array): Promise<readonly ServerEvent[]> {
    const form = this.#form();
    if (form.kind !== 'opus' || samples.length === 0) return encodeSegment(samples, form, null);
    const opus = await (this.#opus ??= createOpusEncoder('audio'));
    const events = encodeSegment(samples, form, opus);
    try {
      opus.reset();
    } catch {
      // Segments come faster than it can be renewed: the next one gets another.
      this.close();
    }
    return events;
  }
}
