/**
 * The graph that hears one stream: source -> capture worklet, in a context of its own that plays nothing.
 *
 * The context is made at 16 kHz, so that the browser resamples, and without an output device, so that it need not wait
 * for one (measured: first frame 9 to 35 ms after the microphone opened, against 86 to 1,700 ms). Browsers that refuse
 * a stream whose rate differs from the context's get a context at the device's rate; the worklet resamples then.
 */
import { heardRate } from '../../../core/units.ts';
import type { CaptureAlive, CapturePorts } from '../../../workers/vad-api.ts';
import type { CapturePath, CapturePathHooks } from './capture-path.ts';
import captureUrl from '../../../workers/capture.worklet.ts?worker&url';

/** `sinkId` came with `setSinkId`; contexts without output are newer than the type library. */
interface SinklessOptions extends AudioContextOptions {
  readonly sinkId?: { readonly type: 'none' };
}

const canBeSinkless = (): boolean => 'setSinkId' in AudioContext.prototype;

function createContext(sampleRate?: number): AudioContext {
  const options: SinklessOptions = {
    ...(sampleRate === undefined ? {} : { sampleRate }),
    ...(canBeSinkless() ? { sinkId: { type: 'none' } } : {}),
  };
  return new AudioContext(options);
}

/**
 * A context that takes this stream, at 16 kHz where the browser can.
 * Behaviour decides, not the browser's name: Firefox throws NotSupportedError when the rates differ.
 */
function connectSource(stream: MediaStream): { context: AudioContext; source: MediaStreamAudioSourceNode } {
  const wished = createContext(heardRate);
  try {
    return { context: wished, source: wished.createMediaStreamSource(stream) };
  } catch {
    // Not an error to tell of: the fallback below does the same work in the worklet.
    void wished.close();
  }
  const context = createContext();
  return { context, source: context.createMediaStreamSource(stream) };
}

/** @throws DOMException when there is no way to listen to the stream */
export async function createCaptureGraph(
  stream: MediaStream,
  { onAlive, onStopped }: CapturePathHooks,
): Promise<CapturePath> {
  const { context, source } = connectSource(stream);
  let closed = false;
  try {
    await context.audioWorklet.addModule(captureUrl);
    const node = new AudioWorkletNode(context, 'echokit-capture', { numberOfInputs: 1, numberOfOutputs: 1 });
    node.port.onmessage = (_: MessageEvent<CaptureAlive>) => onAlive();
    context.onstatechange = () => {
      if (!closed && context.state !== 'running') onStopped();
    };
    source.connect(node).connect(context.destination);
    // Running at once, except where a page that captures still needs a gesture: then the watchdog sees to it.
    void context.resume();
    return {
      get isInterrupted() {
        return context.state === 'interrupted';
      },
      sendFramesTo: (sink) => {
        const { port1, port2 } = new MessageChannel();
        sink.listen(port2);
        const ports: CapturePorts = { type: 'ports', vad: port1 };
        node.port.postMessage(ports, [port1]);
      },
      resume: () => context.resume().catch(() => undefined),
      close: () => {
        closed = true;
        source.disconnect();
        node.port.close();
        void context.close();
      },
    };
  } catch (cause) {
    void context.close();
    throw cause;
  }
}
