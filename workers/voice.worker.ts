/** The built-in voice of the page: eSpeak NG in a worker, loaded only when it is chosen. See `voice-api.ts`. */
import createEspeak from '@echogarden/espeak-ng-emscripten';
import type { VoiceWorkerCommand, VoiceWorkerStatus } from './voice-api.ts';
import { fetchWithProgress } from './voice/fetch-with-progress.ts';
import { VoiceService } from './voice/voice-service.ts';

const service = new VoiceService({
  createEspeak,
  fetchPack: fetchWithProgress,
  onStatus: (status: VoiceWorkerStatus) => postMessage(status),
});

addEventListener('message', ({ data: command }: MessageEvent<VoiceWorkerCommand>) => {
  switch (command.type) {
    case 'load':
      void service.load(command.dataUrl);
      return;
    case 'connect':
      service.connect(command.port);
  }
});
