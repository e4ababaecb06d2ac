/** What we use of eSpeak NG's Emscripten build; the package has no types of its own. */
declare module '@echogarden/espeak-ng-emscripten' {
  /** @param options Emscripten's; `locateFile` says where `espeak-ng.data` is, beside the module by default. */
  export default function createEspeakModule(options?: {
    locateFile?: (file: string, folder: string) => string;
  }): Promise<import('./espeak-synth.ts').EspeakModule>;
}
