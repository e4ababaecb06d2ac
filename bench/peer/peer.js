// The peer as its readme shows it: MicVAD on the page. Events are kept with the page's wall instants; of the audio it
// delivers only the first utterance, so that nothing here makes its memory grow.
const peer = { events: [], firstUtterance: null };
window.peer = peer;
const tell = (type) => peer.events.push({ type, at: performance.timeOrigin + performance.now() });
document.getElementById('start').addEventListener('click', async () => {
  const options = JSON.parse(new URLSearchParams(location.search).get('options') ?? '{}');
  const detector = await vad.MicVAD.new({
    model: 'v6',
    baseAssetPath: '/node_modules/@ricky0123/vad-web/dist/',
    onnxWASMBasePath: '/node_modules/onnxruntime-web/dist/',
    startOnLoad: false,
    onSpeechStart: () => tell('start'),
    onSpeechEnd: (audio) => {
      tell('end');
      peer.firstUtterance ??= audio;
    },
    onVADMisfire: () => tell('misfire'),
    ...options,
  });
  await detector.start();
  tell('listening');
});
