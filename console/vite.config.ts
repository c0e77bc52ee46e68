import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npx vite dev console` finds the API. */
const API = process.env.RUNLEDGER_ORIGIN ?? 'http://127.0.0.1:4000';

/**
 * What every page begins with is one file, and what many screens share another: a browser fetches six files at a time,
 * and a small one costs it more than its bytes.
 */
const GROUPS = [
  { name: 'base', tags: ['$initial' as const] },
  { name: 'tables', test: /[\\/]console[\\/]src[\\/].*table/, minShareCount: 4 },
  { name: 'shared', test: /[\\/]console[\\/]src[\\/]/, minShareCount: 4 },
  { name: 'popups', test: /[\\/]node_modules[\\/]/, minShareCount: 3 },
];

export default defineConfig({
  root: import.meta.dirname,
  // Relative addresses: the console works under any path that a proxy puts before it.
  base: './',
  plugins: [react()],
  server: { proxy: { '/graphql': { target: API, ws: true } } },
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    // The Content-Security-Policy allows files of this server alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: GROUPS } } },
    // test/console-size.test.ts judges the sizes.
    chunkSizeWarningLimit: 1_000,
  },
});
