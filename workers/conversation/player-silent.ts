import { EchoError } from '../../core/errors.ts';
import type { Millis } from '../../core/units.ts';
import type { ConversationFailureCode } from '../conversation-api.ts';

/** The playback context does not run: the device is gone, or the browser holds it back. */
export class PlayerSilent extends EchoError<ConversationFailureCode> {
  override readonly name = 'PlayerSilent';

  constructor(waitedMs: Millis) {
    super('player-silent', `the player has not played anything for ${waitedMs} ms`, {
      details: { waitedMs },
    });
  }
}

/** The playback context had to be made anew, and the sound it had is gone. */
export class PlayerLost extends EchoError<ConversationFailureCode> {
  override readonly name = 'PlayerLost';

  constructor() {
    super('player-lost', 'the loudspeaker changed before the reply was heard');
  }
}
