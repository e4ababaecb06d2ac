/** One reply of the EchoKit stand-in, in the old beta's events. */
import { encodePcmText } from '../../../core/realtime/base64.ts';
import type { ChatMessage } from '../llm/reply-script.ts';
import type { Brain } from './brain.ts';
import { deliver } from './deliver.ts';
import { aborted } from './openai-response.ts';
import type { Ids, Peer } from './peer.ts';

export interface EchoKitReplyParts {
  readonly peer: Peer;
  readonly ids: Ids;
  readonly brain: Brain;
  readonly messages: readonly ChatMessage[];
  readonly hasSound: boolean;
  /** The client is gone. */
  readonly signal: AbortSignal;
}

const rate = 24_000;
const chunkMs = 500;

/**
 * Nothing tells the client of a model that failed: the events just end. A voice that failed is text without sound.
 * @returns what was said; undefined where it broke off
 */
export async function sayEchoKitReply(parts: EchoKitReplyParts): Promise<string | undefined> {
  const { peer, ids, brain, messages, hasSound, signal } = parts;
  const response = ids.next('resp');
  const item = ids.next('item');
  const about = {
    id: response,
    object: 'realtime.response',
    status_details: null,
    output: null,
    usage: null,
  };
  const wire = { id: item, object: 'realtime.item', type: 'message', role: 'assistant' };
  const of = { response_id: response, output_index: 0 };
  const text = { ...of, item_id: item, content_index: 0 };
  const sound = { ...of, item_id: item, content_index: 1 };
  peer.say('response.created', { response: { ...about, status: 'in_progress' } });
  peer.say('response.output_item.added', {
    ...of,
    item: { ...wire, status: 'in_progress', content: [{ type: 'text', text: '' }] },
  });
  peer.say('response.content_part.added', { ...text, part: { type: 'text', text: '' } });
  if (hasSound) peer.say('response.content_part.added', { ...sound, part: { type: 'audio' } });

  const thought = await brain.think(messages, '', [], signal);
  if (signal.aborted || thought.kind === 'failed') return undefined;
  if (thought.kind === 'silent') {
    await aborted(signal);
    return undefined;
  }
  if (thought.kind === 'cut') {
    peer.drop();
    return undefined;
  }
  // Functions are passed over.
  const whole = thought.kind === 'call' ? '' : thought.text;
  const plan = brain.voice(whole, rate);
  const spoken = hasSound ? plan : { ...plan, pieces: plan.pieces.map((piece) => ({ ...piece, pcm: none })) };
  const end = await deliver(spoken, chunkMs, signal, {
    // The item of each text is made up anew.
    words: (delta) => peer.say('response.text.delta', { ...text, item_id: ids.next('item'), delta }),
    sound: (pcm) => peer.say('response.audio.delta', { ...sound, delta: encodePcmText(pcm) }),
  });
  if (end === 'cut') peer.drop();
  if (end === 'stalled') await aborted(signal);
  if (end !== 'complete') return undefined;

  const written = { type: 'text', text: whole };
  peer.say('response.text.done', { ...text, item_id: ids.next('item'), text: whole });
  peer.say('response.content_part.done', { ...text, part: written });
  const audio = { type: 'audio', audio: null, transcript: whole };
  if (hasSound) {
    peer.say('response.audio.done', sound);
    peer.say('response.content_part.done', { ...sound, part: audio });
  }
  const content = hasSound ? [written, audio] : [written];
  peer.say('response.output_item.done', { ...of, item: { ...wire, status: 'completed', content } });
  peer.say('response.done', { response: { ...about, status: 'completed' } });
  return whole;
}

const none = new Int16Array(0);
