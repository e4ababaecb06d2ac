/** What the page's address asks for. Documented in the README and CONTRIBUTING.md. */
export interface PageQuery {
  /** `?listen=1`: ask for the microphone at once. */
  readonly listen: boolean;
  /** `?mic=raw`: echo cancellation, noise suppression and gain control off, whatever the settings say. */
  readonly rawMicrophone: boolean;
  /** `?debug=1`: `window.__echokit` and the bench marks. */
  readonly debug: boolean;
}

export function readPageQuery(search: string): PageQuery {
  const query = new URLSearchParams(search);
  return {
    listen: query.get('listen') === '1',
    rawMicrophone: query.get('mic') === 'raw',
    debug: query.get('debug') === '1',
  };
}
