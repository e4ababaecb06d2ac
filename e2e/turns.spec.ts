/**
 * Turns as a person takes them: real recordings as the microphone of a real Chromium, against truth by sample. The
 * hard end varies; each utterance must reach the recogniser whole, and none may be made of noise.
 */
import { expect, test } from '@playwright/test';
import {
  align,
  loadRecording,
  utteranceCorrelation,
  wordsIn,
  type Recording,
  type Stretch,
} from './support/recordings.ts';
import { heardUntil, spokenTurns, uploadOf } from './support/states.ts';
import { openTalkApp, type TalkApp } from './support/talk-app.ts';

/** A pause this close to the hard end may go either way. */
const undecidedMs = 100;
/** What is taken from the list of the nearest longer timer. */
const listFor: Readonly<Record<number, string>> = { 500: '500', 800: '800', 1000: '1200' };

/** The uploads whose text entered the conversation, in order. */
async function committedUploads(app: TalkApp): Promise<readonly { text: string; samples: Float32Array }[]> {
  const texts = (await spokenTurns(app))
    .filter(({ source, user }) => source === 'voice' && user.text !== '' && !user.partial)
    .map(({ user }) => user.text);
  return Promise.all(texts.map(async (text) => ({ text, samples: await uploadOf(app, text) })));
}

/** Joins stretches over pauses that may go either way, so that both readings compare equal. */
function acceptableReadings(recording: Recording, hardEndMs: number): readonly (readonly Stretch[])[] {
  const wanted = recording.segmentsBySilenceMs[listFor[hardEndMs]!]!;
  const readings: Stretch[][] = [[...wanted]];
  for (const pause of recording.pauses) {
    if (Math.abs(pause.ms - hardEndMs) > undecidedMs) continue;
    const [reading] = readings;
    const before = reading!.findIndex((stretch) => Math.abs(stretch.end - pause.start) < 160);
    const next = reading![before + 1];
    if (before >= 0 && next)
      readings.push([
        ...reading!.slice(0, before),
        { start: reading![before]!.start, end: next.end },
        ...reading!.slice(before + 2),
      ]);
    const across = reading!.findIndex((stretch) => stretch.start < pause.start && stretch.end > pause.end);
    if (across >= 0)
      readings.push([
        ...reading!.slice(0, across),
        { start: reading![across]!.start, end: pause.start },
        { start: pause.end, end: reading![across]!.end },
        ...reading!.slice(across + 1),
      ]);
  }
  return readings;
}

/** In two minutes each recording meets each end and each end both microphones; all twelve with ECHOKIT_ALL_TURNS=1. */
const isAll = process.env['ECHOKIT_ALL_TURNS'] === '1';

for (const [recordingIndex, name] of ['mic_a', 'mic_b'].entries()) {
  for (const [endIndex, hardEndMs] of [500, 800, 1000].entries()) {
    for (const [microphoneIndex, microphone] of (['raw', 'processed'] as const).entries()) {
      if (!isAll && (recordingIndex + endIndex + microphoneIndex) % 2 === 1) continue;
      test(`${name}, hard end ${hardEndMs} ms, ${microphone} microphone: turns as in the truth`, async () => {
        const recording = loadRecording(name);
        const app = await openTalkApp({
          browser: { microphone: recording.path },
          chatModel: 'empty',
          turn: { eagerness: 'custom', hardEndMs, earlyEndMs: 0 },
          query: microphone === 'raw' ? '&mic=raw' : '',
        });
        try {
          await app.startListening();
          await heardUntil(app, recording.seconds * 1000);
          await app.page.getByRole('button', { name: 'Stop listening' }).click();
          const uploads = await committedUploads(app);
          const readings = acceptableReadings(recording, hardEndMs);
          const wantedTexts = readings.map((stretches) =>
            stretches.map((stretch) => wordsIn(recording, stretch)),
          );
          expect(wantedTexts).toContainEqual(uploads.map(({ text }) => text));
          const reading =
            readings[
              wantedTexts.findIndex((texts) => texts.join() === uploads.map(({ text }) => text).join())
            ]!;
          uploads.forEach(({ samples, text }, index) => {
            const { offset } = align(recording.samples, samples);
            const { start, end } = reading[index]!;
            expect(offset, `"${text}" starts at or before its utterance`).toBeLessThanOrEqual(start);
            expect(
              offset + samples.length,
              `"${text}" ends at or after its utterance`,
            ).toBeGreaterThanOrEqual(end);
            if (microphone === 'raw')
              for (const utterance of recording.utterances.filter(
                (one) => one.start >= start && one.end <= end,
              ))
                expect(
                  utteranceCorrelation(recording.samples, samples, offset, utterance),
                ).toBeGreaterThanOrEqual(0.99);
          });
        } finally {
          await app.close();
        }
      });
    }
  }
}
