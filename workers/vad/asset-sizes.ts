/**
 * Bytes of what the worker downloads, for the progress bar and to tell a whole file from a cut or replaced one. The transfer
 * itself does not say: compressed, its Content-Length counts other bytes. A test holds them equal to `models/models.json`.
 */
export const assetBytes = { v5: 2_327_524, v6: 2_327_524, wasm: 14_239_897 } as const;
