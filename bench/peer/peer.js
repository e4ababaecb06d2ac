// The peer as its readme shows it: MicVAD on the page. Events are kept with the page's wall instants.
const now = () => performance.timeOrigin + performance.now();
const events = [];
window.peer = { events, frames: 0 };
document.getElementById('start').addEventListener('click', async () => {
  const options = JSON.parse(new URLSearchParams(location.search).get('options') ?? '{}');
  const detector = await vad.MicVAD.new({
    model: 'v6',
    baseAssetPath: '/node_modules/@ricky0123/vad-web/dist/',
    onnxWASMBasePath: '/node_modules/onnxruntime-web/dist/',
    startOnLoad: false,
    onSpeechStart: () => events.push({ type: 'start', at: now() }),
    onSpeechEnd: (audio) => events.push({ type: 'end', at: now(), samples: audio.length }),
    onVADMisfire: () => events.push({ type: 'misfire', at: now() }),
    onFrameProcessed: () => {
      if (window.peer.frames === 0) events.push({ type: 'first-frame', at: now() });
      window.peer.frames += 1;
    },
    ...options,
  });
  await detector.start();
  events.push({ type: 'listening', at: now() });
});
