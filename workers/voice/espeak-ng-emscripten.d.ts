/** What we use of eSpeak NG's Emscripten build; the package has no types of its own. */
declare module '@echogarden/espeak-ng-emscripten' {
  const createEspeakModule: import('./espeak-module.ts').CreateEspeakModule;
  export default createEspeakModule;
}
