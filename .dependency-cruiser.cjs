/** The arrows of ARCHITECTURE.md, kept by `npm run arrows`. */
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from, pathNot: '\\.(test|testing)\\.tsx?$' },
  to: { path: '^(core|app|workers|server|simulators|cli|models|e2e|bench|scripts)/', pathNot: allowed },
});
const pages = ['talk', 'relay', 'device', 'playground', 'lab', 'settings'];
module.exports = {
  forbidden: [
    only('core-imports-nothing', '^core/', '^core/', 'core is pure: it knows no other room'),
    {
      name: 'core-uses-no-packages',
      severity: 'error',
      from: { path: '^core/', pathNot: '\\.(test|testing)\\.ts$' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core'],
        pathNot: 'node_modules/(eventsource-parser|valibot|@msgpack|libopus-wasm|@noble)/',
      },
    },
    only('workers', '^workers/', '^(workers|app/engines|core)/'),
    only('worklets', '^workers/.*\\.worklet\\.ts$', '^(workers/(worklet/|[a-z-]+-api\\.ts$)|core)/?'),
    only('engines', '^app/engines/', '^(app/engines|core)/'),
    only(
      'platform',
      '^app/platform/',
      '^(app/platform|core|workers/[a-z-]+(-api|\\.worklet)\\.ts$)',
      'worklets are taken by URL: the audio context loads them',
    ),
    only('ui', '^app/ui/', '^(app/ui|core)/'),
    only('server', '^server/', '^(server|core)/'),
    only('simulators', '^simulators/', '^(simulators|core)/'),
    only('cli', '^cli/', '^(cli|core|simulators|server|models|workers|app/engines)/'),
    ...pages.map((page) =>
      only(
        `page-${page}`,
        `^app/${page}/`,
        `^(app/(${page}|platform|engines|ui)|core|workers/[a-z-]+-api\\.ts$)`,
        'one page folder never imports another',
      ),
    ),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist/|\\?)' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] },
  },
};
