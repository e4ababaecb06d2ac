import { EchoError } from '../../core/errors.ts';
import type { RelayFailureCode } from '../relay-api.ts';

/** What works on the Talk page and cannot work for a box. */
class BoxUnfit extends EchoError<RelayFailureCode> {
  override readonly name = 'BoxUnfit';
}

export const recogniserUnfit = (): BoxUnfit =>
  new BoxUnfit(
    'recogniser-hears-microphone',
    'the recogniser listens to the microphone and cannot be given what a box hears',
  );

export const voiceUnfit = (): BoxUnfit =>
  new BoxUnfit(
    'voice-without-samples',
    'the voice speaks by itself and gives no samples that a box could be sent',
  );
