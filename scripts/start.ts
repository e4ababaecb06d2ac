/** `npm start`: builds the app if it is not built, or not from these sources, and runs the companion. */
import { join } from 'node:path';
import { projectRoot, runCompanion } from '../server/main.ts';
import { servePages } from '../server/pages/built-pages.ts';
import { builtSources, digestSources } from './build-stamp.ts';

const folder = join(projectRoot, 'dist');

async function buildIfNeeded(): Promise<void> {
  const [sources, built] = await Promise.all([digestSources(projectRoot), builtSources(folder)]);
  if (sources === built) return;
  console.log(
    built === undefined
      ? 'Building the app. This takes a moment the first time.'
      : 'The sources have changed: building the app anew.',
  );
  const { build } = await import('vite');
  await build({ root: projectRoot, configFile: join(projectRoot, 'vite.config.ts'), logLevel: 'error' });
}

await runCompanion(process.argv.slice(2), {
  // The companion has its port by now, so a taken one is not found out after a build.
  create: async ({ secret }) => {
    await buildIfNeeded();
    return servePages(folder, secret);
  },
});
