/** Types only: the door of voice.worker. They live beside the engine that calls it, which may not look in here. */
export type {
  PageVoice,
  VoiceCall,
  VoiceEvent,
  VoiceWorkerCommand,
  VoiceWorkerStatus,
} from '../app/engines/voice-api.ts';
