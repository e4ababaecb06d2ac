import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressPlugin } from './scripts/build-compress.ts';
import { policyPlugin } from './scripts/build-policy.ts';
import { stampPlugin } from './scripts/build-stamp.ts';
import { voicesPlugin } from './scripts/build-voices.ts';

const root = import.meta.dirname;

// Source of the worker, wasm and model settings: sheet `browser-audio.md` 7.
export default defineConfig({
  root,
  // Relative, so that a static host may put the app in any folder.
  base: './',
  plugins: [react(), voicesPlugin(), policyPlugin(), compressPlugin(root), stampPlugin(root)],
  worker: { format: 'es' },
  assetsInclude: ['**/*.onnx'],
  // Nothing is inlined: a worklet or a module of wasm must stay a file, and the policy allows no data: scripts.
  build: { target: 'es2022', assetsInlineLimit: 0, rolldownOptions: { checks: { bundlerTimings: false } } },
  // Its wasm file is found beside it, which a bundle of dependencies would break.
  optimizeDeps: { exclude: ['onnxruntime-web', '@echogarden/espeak-ng-emscripten'] },
});
