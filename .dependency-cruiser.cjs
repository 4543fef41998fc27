/** The import rules of docs/explanation/architecture.md: who may import whom. Checked by `npm run lint`. */

/** Each folder, and what else of `src` it may import. */
const LAYERS = {
  'src/platform': [],
  'src/events/store': ['src/events', 'src/platform'],
  'src/events/embedded': ['src/platform'],
  'src/events': [],
  'src/commands': ['src/events', 'src/platform'],
  'src/reactors': ['src/commands', 'src/queries', 'src/events', 'src/platform'],
  'src/projections': ['src/events', 'src/platform'],
  'src/queries': ['src/events', 'src/platform'],
  'src/audit': ['src/events', 'src/platform'],
  'src/bot': ['src/commands', 'src/queries', 'src/events', 'src/platform'],
  'src/admin': ['src/commands', 'src/queries', 'src/projections', 'src/audit', 'src/events', 'src/platform'],
};
/** Folders within another layer's folder that have rules of their own. */
const NESTED = { 'src/events': ['src/events/store', 'src/events/embedded'] };
/** Only the adapter, the composition root, and benchmarks may know the client or the embedded node. */
const PRIVATE = ['src/events/embedded'];

const starts = (folders) => `^(?:${folders.join('|')})/`;

const layers = Object.entries(LAYERS).map(([folder, allowed]) => ({
  name: `layer ${folder}`,
  severity: 'error',
  from: { path: starts([folder]), ...(NESTED[folder] && { pathNot: starts(NESTED[folder]) }) },
  to: {
    path: '^src/',
    pathNot: starts([folder, ...allowed]),
  },
}));

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'the core is pure',
      comment: 'decide and evolve import nothing that does I/O, reads a clock or draws randomness',
      severity: 'error',
      from: {
        path: '^src/(?:events/(?!store/|embedded/)|commands/(?:usuario|contenido|economia|procesos|administracion)/)',
      },
      to: { dependencyTypes: ['core'], pathNot: '^(?:node:)?crypto$' },
    },
    {
      name: 'the pure core uses the store types only through the bus',
      severity: 'error',
      from: {
        path: '^src/(?:events/(?!store/|embedded/)|commands/(?:usuario|contenido|economia|procesos|administracion)/)',
      },
      to: { path: '^src/(?:events/(?:store|embedded)|platform)/' },
    },
    {
      name: 'zod alone in events',
      severity: 'error',
      from: { path: '^src/events/(?!store/|embedded/)' },
      to: { dependencyTypes: ['npm'], pathNot: '^node_modules/zod/' },
    },
    {
      name: 'the embedded node stands by itself',
      comment: 'the product reaches the log through the client only',
      severity: 'error',
      from: { path: '^src/(?!cli/|events/embedded/)' },
      to: { path: starts(PRIVATE) },
    },
    {
      name: 'one way to the log',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/events/(?:store|embedded)/' },
      to: { path: '^node_modules/@eventstore/' },
    },
    { name: 'no cycles', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    {
      name: 'nothing imports tests or benchmarks',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(?:test|bench|scripts)/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
