/** The app's player without a loudspeaker: it renders in real time, and what would be heard is kept. */
import type { Hertz, Millis } from '../../core/units.ts';
import type { PlayerCommand } from '../../workers/player-api.ts';
import { Player } from '../../workers/worklet/player.ts';

const quantum = 128;
const checkEveryMs: Millis = 5;

export interface TapePlayer {
  /** Of the conversation worker, for its commands and the player's events. */
  readonly conversation: MessagePort;
  /** Of the ears, for levels and the reflex. */
  readonly ears: MessagePort;
  /** All that was played since the beginning, silence included, at the player's rate. */
  readonly tape: () => Float32Array;
  readonly stop: () => void;
}

export function startTapePlayer(rate: Hertz): TapePlayer {
  const player = new Player(rate);
  const toConversation = new MessageChannel();
  const toEars = new MessageChannel();
  toConversation.port1.onmessage = ({ data }: MessageEvent<PlayerCommand>) => player.command(data);
  toEars.port1.onmessage = () => player.duckByReflex();
  player.connect(toConversation.port1, toEars.port1);

  const blocks: Float32Array[] = [];
  const startedAt = performance.now();
  let frames = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) * rate) / 1000;
    while (frames + quantum <= due) {
      const block = new Float32Array(quantum);
      player.render(block, frames);
      blocks.push(block);
      frames += quantum;
    }
  }, checkEveryMs);
  return {
    conversation: toConversation.port2,
    ears: toEars.port2,
    tape: () => {
      const whole = new Float32Array(frames);
      for (const [index, block] of blocks.entries()) whole.set(block, index * quantum);
      return whole;
    },
    stop: () => {
      clearInterval(timer);
      for (const port of [toConversation.port1, toConversation.port2, toEars.port1, toEars.port2])
        port.close();
    },
  };
}
