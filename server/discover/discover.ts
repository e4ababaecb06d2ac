/** Looks for services on this computer's usual ports. Only loopback, only fixed paths, nothing the page says. */
import { servicesIn, usualProbes, type FoundService, type Probe, type ProbeCall } from './probes.ts';

/** A service on this computer answers at once or is busy loading a model. */
const answerMs = 800;
const answerBytes = 256 * 1024;

interface CallShape {
  readonly path: string;
  /** A body to send by POST. */
  readonly form?: () => FormData;
}

const calls: Readonly<Record<ProbeCall, CallShape>> = {
  models: { path: '/v1/models' },
  speakers: { path: '/v1/audio/speakers' },
  voices: { path: '/v1/audio/voices' },
  // silero_vad_server answers 200 and "No audio provided"
  vad: { path: '/v1/audio/vad', form: formWithoutAudio },
  'whisper-cpp': { path: '/' },
};

function formWithoutAudio(): FormData {
  const form = new FormData();
  form.set('probe', '1');
  return form;
}

/**
 * @param ownPort left out: the companion is not a find
 * @returns what is there, in the order of the ports
 */
export async function discover(
  ownPort: number,
  probes: readonly Probe[] = usualProbes,
): Promise<readonly FoundService[]> {
  const others = probes.filter(({ port }) => port !== ownPort);
  const found = await Promise.all(others.map(probePort));
  return found.flat();
}

async function probePort(probe: Probe): Promise<readonly FoundService[]> {
  const found = await Promise.all(
    probe.calls.map(async (call) => servicesIn(call, probe, (await ask(probe.port, calls[call])) ?? '')),
  );
  return found.flat();
}

/** The body of a good answer, by IPv4 or else IPv6; undefined if nobody answers in time. */
async function ask(port: number, { path, form }: CallShape): Promise<string | undefined> {
  for (const host of ['127.0.0.1', '[::1]']) {
    try {
      const answer = await fetch(`http://${host}:${port}${path}`, {
        ...(form === undefined ? {} : { method: 'POST', body: form() }),
        redirect: 'error',
        signal: AbortSignal.timeout(answerMs),
      });
      return answer.ok ? await shortText(answer) : (await answer.body?.cancel(), undefined);
    } catch (failure) {
      if ((failure as Error).name === 'TimeoutError') return undefined; // someone is there, and slow
    }
  }
  return undefined;
}

async function shortText(answer: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (answer.body === null) return '';
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > answerBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
