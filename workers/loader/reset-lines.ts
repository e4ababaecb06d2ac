/** Moves the port's lines through a reset. */
import { asLoaderError } from './loader-error.ts';
import type { ResetStep } from '../../core/esp/loader/reset-steps.ts';
import { pause, type LoaderClock } from './clock.ts';
import type { LineClient } from './line-client.ts';

/**
 * Some bridges and systems refuse to set both lines in one call, some to set either: then one by one, then not at all.
 * @returns whether the lines could be moved; without them the person has to use the buttons
 * @throws LoaderError `unplugged`
 */
export async function moveLines(
  line: LineClient,
  steps: readonly ResetStep[],
  clock: LoaderClock,
): Promise<boolean> {
  let moved = true;
  for (const { dtr, rts, thenWaitMs = 0 } of steps) {
    const both = {
      ...(dtr === undefined ? {} : { dataTerminalReady: dtr }),
      ...(rts === undefined ? {} : { requestToSend: rts }),
    };
    if (!(await trySignals(line, both))) {
      const first = rts === undefined || (await trySignals(line, { requestToSend: rts }));
      const second = dtr === undefined || (await trySignals(line, { dataTerminalReady: dtr }));
      moved &&= first && second;
    }
    await pause(clock, thenWaitMs);
  }
  return moved;
}

async function trySignals(
  line: LineClient,
  signals: { readonly dataTerminalReady?: boolean; readonly requestToSend?: boolean },
): Promise<boolean> {
  try {
    await line.setSignals(signals);
    return true;
  } catch (cause) {
    const failure = asLoaderError(cause);
    if (failure.code === 'unplugged') throw failure;
    return false;
  }
}
