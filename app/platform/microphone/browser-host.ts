/** The microphone as browsers offer it. The only file here that knows `navigator`. */
import { EchoError } from '../../../core/errors.ts';
import { createCaptureGraph } from './capture-graph.ts';
import type { CapturePath } from './capture-path.ts';
import { microphoneError, type MicrophoneError, type MicrophonePermission } from './microphone-errors.ts';
import type {
  InputDevice,
  InputHooks,
  MicrophoneHost,
  MicrophoneSettings,
  OpenInput,
} from './microphone-host.ts';
import { createTrackPath } from './track-path.ts';

export interface BrowserMicrophoneOptions {
  /** `worklet` leaves the short way unused where there is one: for measuring and for testing it. Default `auto`. */
  readonly path?: 'auto' | 'worklet';
}

export function browserMicrophoneHost({ path = 'auto' }: BrowserMicrophoneOptions = {}): MicrophoneHost {
  return {
    open: (settings, hooks) => openInput(settings, hooks, path),
    permission,
    inputs,
    onInputsChanged,
    now: () => performance.now(),
    after: (ms, action) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
  };
}

async function openInput(
  settings: MicrophoneSettings,
  hooks: InputHooks,
  wanted: 'auto' | 'worklet',
): Promise<OpenInput> {
  const blocked = obstacle();
  if (blocked !== null) throw blocked;
  let stream: MediaStream;
  try {
    // Before any AudioContext exists: constructing one cold blocks the page for 60 to 90 ms, afterwards it does not.
    stream = await navigator.mediaDevices.getUserMedia({ audio: constraintsOf(settings) });
  } catch (cause) {
    throw microphoneError(cause, await permission());
  }
  const track = stream.getAudioTracks()[0];
  try {
    if (track === undefined) throw new TypeError('the stream has no audio track');
    const shortPath = wanted === 'auto' ? createTrackPath(track, hooks) : null;
    const path = shortPath ?? (await createCaptureGraph(stream, hooks));
    return await openedInput(stream, track, path, hooks);
  } catch (cause) {
    stopTracks(stream);
    throw new EchoError('mic-unknown', 'the microphone opened and could not be listened to', { cause });
  }
}

async function openedInput(
  stream: MediaStream,
  track: MediaStreamTrack,
  path: CapturePath,
  hooks: InputHooks,
): Promise<OpenInput> {
  const device = await deviceOf(track);
  track.onended = hooks.onEnded;
  track.onmute = () => hooks.onMuted(true);
  track.onunmute = () => hooks.onMuted(false);
  // Processed streams begin muted in Chromium until their first data, so only what follows is news.
  if (track.readyState === 'ended') hooks.onEnded();
  return {
    device,
    track,
    get isInterrupted() {
      return path.isInterrupted;
    },
    sendFramesTo: (sink) => path.sendFramesTo(sink),
    resume: () => path.resume(),
    close: () => {
      track.onended = null;
      track.onmute = null;
      track.onunmute = null;
      path.close();
      stopTracks(stream);
    },
  };
}

function constraintsOf(settings: MicrophoneSettings): MediaTrackConstraints {
  const { deviceId, echoCancellation, noiseSuppression, autoGainControl } = settings;
  return {
    echoCancellation,
    noiseSuppression,
    autoGainControl,
    channelCount: { ideal: 1 },
    ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }),
  };
}

const stopTracks = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop();
};

async function deviceOf(track: MediaStreamTrack): Promise<InputDevice> {
  const { deviceId = '', groupId = '' } = track.getSettings();
  const listed = (await inputs()).find((input) => input.deviceId === deviceId);
  return { deviceId, groupId: groupId || (listed?.groupId ?? ''), label: listed?.label ?? track.label };
}

/** What makes asking pointless, found without asking. */
function obstacle(): MicrophoneError | null {
  if (!isSecureContext) {
    return new EchoError('mic-insecure-page', 'microphones are offered to https and localhost pages only');
  }
  if (navigator.mediaDevices === undefined) {
    return new EchoError('mic-unknown', 'this browser offers no microphones');
  }
  return allowedByPolicy()
    ? null
    : new EchoError('mic-blocked-by-policy', 'a permissions policy keeps this document from microphones');
}

/** Chromium has the older name, the standard the newer; where there is neither, asking will tell. */
interface PolicyDocument {
  readonly permissionsPolicy?: { allowsFeature(feature: string): boolean };
  readonly featurePolicy?: { allowsFeature(feature: string): boolean };
}

function allowedByPolicy(): boolean {
  const { permissionsPolicy, featurePolicy } = document as PolicyDocument;
  return (permissionsPolicy ?? featurePolicy)?.allowsFeature('microphone') ?? true;
}

async function permission(): Promise<MicrophonePermission> {
  try {
    // Older Firefox does not know the name and rejects.
    return (await navigator.permissions.query({ name: 'microphone' })).state;
  } catch {
    return 'unknown';
  }
}

async function inputs(): Promise<readonly InputDevice[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices
    .filter(({ kind }) => kind === 'audioinput')
    .map(({ deviceId, groupId, label }) => ({ deviceId, groupId, label }));
}

function onInputsChanged(listener: () => void): () => void {
  const { mediaDevices } = navigator;
  mediaDevices?.addEventListener('devicechange', listener);
  return () => mediaDevices?.removeEventListener('devicechange', listener);
}
