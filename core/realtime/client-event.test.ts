import { describe, expect, expectTypeOf, it } from 'vitest';
import { encodeOutgoing, type EchoKitEvent, type HuggingFaceEvent, type Outgoing } from './client-event.ts';
import { defaultRealtimeSettings } from './session-settings.ts';

const wire = (message: Outgoing): unknown => JSON.parse(encodeOutgoing(message));
const settings = { ...defaultRealtimeSettings, instructions: 'Be kind.', voice: 'marin', language: 'en' };
const update = { type: 'session.update', eventId: 'session', settings } as const;

describe('what is sent', () => {
  it('[R1] to OpenAI is nested', () => {
    const format = { type: 'audio/pcm', rate: 24_000 };
    expect(wire({ dialect: 'openai', event: update })).toEqual({
      type: 'session.update',
      event_id: 'session',
      session: {
        type: 'realtime',
        instructions: 'Be kind.',
        output_modalities: ['audio'],
        audio: {
          input: {
            format,
            transcription: { model: 'gpt-4o-mini-transcribe', language: 'en' },
            turn_detection: {
              type: 'server_vad',
              threshold: 0.5,
              prefix_padding_ms: 300,
              silence_duration_ms: 500,
              create_response: true,
              interrupt_response: true,
            },
          },
          output: { format, voice: 'marin' },
        },
      },
    });
    const ours = { ...settings, turnTaking: 'ours', transcriptionModel: '' } as const;
    const event = { ...update, settings: ours };
    expect(wire({ dialect: 'openai', event })).toMatchObject({
      session: { audio: { input: { turn_detection: null, transcription: null } } },
    });
  });

  it('[R1] to Hugging Face is nested, with the formats named and the tools cleared', () => {
    expect(wire({ dialect: 'hugging-face', event: update })).toMatchObject({
      session: {
        type: 'realtime',
        audio: {
          input: {
            format: { rate: 24_000 },
            turn_detection: { type: 'server_vad', threshold: 0.5, silence_duration_ms: 500 },
          },
          output: { format: { rate: 24_000 }, voice: 'marin' },
        },
        tools: [],
      },
    });
  });

  it('[R1] to EchoKit is flat, and holds no field of GA', () => {
    expect(wire({ dialect: 'echokit', event: update })).toEqual({
      type: 'session.update',
      event_id: 'session',
      session: {
        modalities: ['text', 'audio'],
        voice: 'marin',
        input_audio_format: 'pcm16',
        output_audio_format: 'pcm16',
        turn_detection: { type: 'none' },
      },
    });
  });

  it('[R1] is written as the sheet has it', () => {
    const dialect = 'openai';
    const pcm = Int16Array.of(1, -1);
    expect(wire({ dialect, event: { type: 'input_audio_buffer.append', pcm } })).toEqual({
      type: 'input_audio_buffer.append',
      audio: 'AQD//w==',
    });
    expect(wire({ dialect, event: { type: 'input_audio_buffer.commit' } })).toEqual({
      type: 'input_audio_buffer.commit',
    });
    expect(
      wire({ dialect, event: { type: 'conversation.item.create', role: 'system', text: 'Hi' } }),
    ).toEqual({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Hi' }] },
    });
    const truncate = { type: 'conversation.item.truncate', item: 'a', content: 0, audioEndMs: 500 } as const;
    expect(wire({ dialect, event: truncate })).toEqual({
      type: 'conversation.item.truncate',
      item_id: 'a',
      content_index: 0,
      audio_end_ms: 500,
    });
    expect(wire({ dialect, event: { type: 'response.create', eventId: 'e1' } })).toEqual({
      type: 'response.create',
      event_id: 'e1',
    });
    expect(wire({ dialect, event: { type: 'response.cancel' } })).toEqual({ type: 'response.cancel' });
    expect(wire({ dialect, event: { type: 'response.cancel', response: 'r1' } })).toEqual({
      type: 'response.cancel',
      response_id: 'r1',
    });
  });

  it('[R1] cannot be anything else: the compiler sees to it', () => {
    type Common =
      | 'session.update'
      | 'input_audio_buffer.append'
      | 'conversation.item.create'
      | 'response.create'
      | 'response.cancel';
    expectTypeOf<HuggingFaceEvent['type']>().toEqualTypeOf<Common>();
    expectTypeOf<EchoKitEvent['type']>().toEqualTypeOf<
      Common | 'input_audio_buffer.commit' | 'input_audio_buffer.clear'
    >();
    const truncated = {
      dialect: 'echokit' as const,
      event: { type: 'conversation.item.truncate' as const, item: 'a', content: 0, audioEndMs: 1 },
    };
    expectTypeOf(truncated).not.toExtend<Outgoing>();
    expectTypeOf({ ...truncated, dialect: 'openai' as const }).toExtend<Outgoing>();
  });
});
