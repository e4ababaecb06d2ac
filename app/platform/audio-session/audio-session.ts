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
import type { MicrophoneHost, MicrophoneSettings } from '../microphone/microphone-host.ts';
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
  /** Hands the conversation its two ports. Called again when the playback context had to be made anew. */
  readonly connectConversation: (heard: MessagePort, player: MessagePort) => unknown;
  readonly onMicrophone: (state: MicrophoneState) => void;
  readonly onPlayback: (state: PlaybackState) => void;
  /** The chosen loudspeaker went away, and the default plays. */
  readonly onOutputLost: (error: PlaybackError) => void;
}

export interface AudioSession {
  readonly microphone: Microphone;
  readonly playback: Playback;
  /**
   * Asks for the microphone, then makes the playback context. Both are tried whatever becomes of the other: one can
   * type without a microphone, and be heard without a loudspeaker.
   * @param playbackRate of the profile's voice
   */
  start(settings: MicrophoneSettings, playbackRate: Hertz): Promise<StartOutcome>;
  /** Only the loudspeaker: for a conversation by text. */
  startPlayback(playbackRate: Hertz): Promise<PlaybackState>;
  /** Turns the microphone's light off. The playback context stays for the rest of the reply and the next start. */
  stopListening(): void;
  /** Ends everything the session started. It can be started again. */
  close(): void;
}

interface StartOutcome {
  readonly microphone: MicrophoneState;
  readonly playback: PlaybackState;
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

  function wire(): PlayerPorts {
    const heard = new MessageChannel();
    const reflex = new MessageChannel();
    const spoken = new MessageChannel();
    options.connectConversation(heard.port2, spoken.port1);
    ears.connect(transfer(heard.port1, [heard.port1]), transfer(reflex.port1, [reflex.port1]));
    return { type: 'ports', conversation: spoken.port2, vad: reflex.port2 };
  }

  /**
   * Ends for the next player. The workers get theirs at once, so that what is heard arrives with or without a
   * loudspeaker; what they send to the player waits in the port.
   */
  let playerEnds: PlayerPorts | null = wire();

  /** Every player gets lines of its own: ports cannot be taken back from one that was closed. */
  function takePlayerEnds(): PlayerPorts {
    const ends = playerEnds ?? wire();
    playerEnds = null;
    return ends;
  }

  const startPlayback = (rate: Hertz): Promise<PlaybackState> => playback.open(rate, takePlayerEnds);

  return {
    microphone,
    playback,
    async start(settings, playbackRate) {
      const listening = await microphone.open(settings);
      return { microphone: listening, playback: await startPlayback(playbackRate) };
    },
    startPlayback,
    stopListening: () => microphone.close(),
    close: () => {
      microphone.close();
      playback.close();
    },
  };
}
