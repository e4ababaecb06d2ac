/**
 * The player's place on the audio thread: hands messages and quanta to {@link Player}, nothing else. Its two ports
 * arrive by message (`PlayerPorts`); what the conversation sends before that waits in its port.
 */
import type { PlayerCommand, PlayerOptions, PlayerPorts } from './player-api.ts';
import type { Reflex } from './vad-api.ts';
import { Player } from './worklet/player.ts';

class PlayerProcessor extends AudioWorkletProcessor {
  readonly #player: Player;

  constructor(options: { readonly processorOptions?: PlayerOptions }) {
    super();
    this.#player = new Player(sampleRate, options.processorOptions);
    this.port.onmessage = ({ data }: MessageEvent<PlayerPorts>) => this.#connect(data);
  }

  #connect({ conversation, vad }: PlayerPorts): void {
    conversation.onmessage = ({ data }: MessageEvent<PlayerCommand>) => this.#player.command(data);
    vad.onmessage = (_: MessageEvent<Reflex>) => this.#player.duckByReflex();
    this.#player.connect(conversation, vad);
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (output !== undefined) this.#player.render(output, currentFrame);
    return true;
  }
}

registerProcessor('echokit-player', PlayerProcessor);
