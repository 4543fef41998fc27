import { defineConfig } from 'vitest/config';

const suite = (name: string, testTimeout: number) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: 60_000 },
});

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      suite('unit', 30_000),
      suite('integration', 60_000),
      suite('conformance', 30_000),
      suite('e2e', 120_000),
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // Verbs and the node's thread run in processes and threads of their own, where this run does not count.
      exclude: ['src/cli/verbs/**', 'src/cli/main.ts', 'src/**/*-entry.ts'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
