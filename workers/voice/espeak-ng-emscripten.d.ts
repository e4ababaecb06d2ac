/** The package has no types of its own. */
declare module '@echogarden/espeak-ng-emscripten' {
  const createEspeakModule: import('../../core/speech-synth/espeak-module.ts').CreateEspeakModule;
  export default createEspeakModule;
}
