import { defineConfig } from 'vitest/config';
import { SlowFilesFirst } from './test/support/slow-files-first.js';

const CI_SEED = 101;

export default defineConfig({
  // Vite would take graphql's ES modules where Node, for the libraries, takes the CommonJS ones: two graphqls in one.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/template.ts'],
    // One less is the default, which on two cores is one.
    maxWorkers: '100%',
    // Everything runs in a new order each time, whose seed is printed; `--sequence.seed` repeats one. CI keeps to one
    // order, so that what fails there is what was changed.
    sequence: { shuffle: true, sequencer: SlowFilesFirst, ...(process.env.CI && { seed: CI_SEED }) },
    // Files share what is loaded, and nothing else: loading it anew for each costs more than many of them take.
    isolate: false,
    // Only what hangs fails by time: a busy machine takes several times as long as a quiet one.
    hookTimeout: 120_000,
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    coverage: { include: ['src/**/*.ts'], exclude: ['src/generated/**'] },
  },
});
