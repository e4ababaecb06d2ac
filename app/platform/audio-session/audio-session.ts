/**
 * Wires everything that sounds, once per conversation, and takes it apart again.
 *
 *     microphone --frames or blocks--> vad.worker --judged frames--> conversation.worker
 *                                        |    ^                        |    ^
 *                                  reflex|    |level              audio|    |events
 *                                        v    |                        v    |
 *                                      +---------- player.worklet ----------+--> loudspeaker
 *
 * Each arrow is a MessageChannel made here; its ends go to the worklets and workers and none stays with the page, so a
 * page that is busy delays no frame and no reply. The session owns the microphone and the playback context and stops
 * what it started. The workers belong to the composition, which hands them in.
 */
import { transfer } from 'comlink';
import type { Hertz } from '../../../core/units.ts';
import type { PlayerPorts } from '../../../workers/player-api.ts';
import type { TrackBlock } from '../../../workers/vad-api.ts';
import { createMicrophone, type Microphone } from '../microphone/microphone.ts';
import type { MicrophoneHost } from '../microphone/microphone-host.ts';
import type { MicrophoneState } from '../microphone/microphone-machine.ts';
import type { PlaybackError } from '../playback/playback-errors.ts';
import type { PlaybackHost } from '../playback/playback-host.ts';
import { createPlayback, type Playback, type PlaybackState } from '../playback/playback.ts';

/** The part of the VAD worker's API that the session calls: a comlink remote, or the thing itself. */
interface EarsLink {
  connect(conversation: MessagePort, player: MessagePort): unknown;
  listen(capture: MessagePort): unknown;
  listenToTrack(blocks: ReadableStream<TrackBlock>, page: MessagePort): unknown;
  stopListening(): unknown;
}

export interface AudioSessionOptions {
  readonly microphoneHost: MicrophoneHost;
  readonly playbackHost: PlaybackHost;
  readonly ears: EarsLink;
  /**
   * Hands the conversation its two ports and the rate of the player that is to come; again for every new player.
   * Called before that player is there: what is sent to it waits in its port.
   */
  readonly connectConversation: (heard: MessagePort, player: MessagePort, playbackRate: Hertz) => unknown;
  readonly onMicrophone: (state: MicrophoneState) => void;
  readonly onPlayback: (state: PlaybackState) => void;
  /** The chosen loudspeaker went away, and the default plays. */
  readonly onOutputLost: (error: PlaybackError) => void;
}

export interface AudioSession {
  readonly microphone: Microphone;
  readonly playback: Playback;
  /**
   * Lays the lines between the workers, at once, and makes the playback context. Nothing is heard before; afterwards
   * what is heard arrives with or without a loudspeaker, as one can type without a microphone.
   * @param playbackRate of the profile's voice; where a context of this rate plays already nothing changes
   */
  startPlayback(playbackRate: Hertz): Promise<PlaybackState>;
  /** Turns the microphone's light off. The playback context stays for the rest of the reply and the next start. */
  stopListening(): void;
  /** Ends everything the session started. It can be started again. */
  close(): void;
}

export function createAudioSession(options: AudioSessionOptions): AudioSession {
  const { ears } = options;

  const microphone = createMicrophone({
    host: options.microphoneHost,
    sink: {
      listen: (port) => void ears.listen(transfer(port, [port])),
      listenToTrack: (blocks, page) =>
        void ears.listenToTrack(transfer(blocks, [blocks]), transfer(page, [page])),
      stopListening: () => void ears.stopListening(),
    },
    onChange: options.onMicrophone,
  });

  const playback = createPlayback({
    host: options.playbackHost,
    onChange: options.onPlayback,
    onOutputLost: options.onOutputLost,
  });

  /** Every player gets lines of its own: ports cannot be taken back from one that was closed. */
  function wire(playbackRate: Hertz): PlayerPorts {
    const heard = new MessageChannel();
    const reflex = new MessageChannel();
    const spoken = new MessageChannel();
    options.connectConversation(heard.port2, spoken.port1, playbackRate);
    ears.connect(transfer(heard.port1, [heard.port1]), transfer(reflex.port1, [reflex.port1]));
    return { type: 'ports', conversation: spoken.port2, vad: reflex.port2 };
  }

  return {
    microphone,
    playback,
    startPlayback: (rate) => playback.open(rate, () => wire(rate)),
    stopListening: () => microphone.close(),
    close: () => {
      microphone.close();
      playback.close();
    },
  };
}
