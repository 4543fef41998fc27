/** The tests that mutants of the core are held against: the quick ones that say exactly what commands and folds do. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    include: [
      'test/unit/comando-*.test.ts',
      'test/unit/estado-*.test.ts',
      'test/unit/evento-*.test.ts',
      'test/unit/historia-*.test.ts',
      'test/unit/procesos-*.test.ts',
      'test/unit/bus.test.ts',
      'test/unit/requisitos.test.ts',
      'test/unit/contenido-publicado.test.ts',
      'test/unit/cadena.test.ts',
      'test/unit/canonico.test.ts',
      'test/unit/content-check.test.ts',
    ],
    testTimeout: 30_000,
  },
});
