import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npx vite dev console` finds the API. */
const API = process.env.RUNLEDGER_ORIGIN ?? 'http://127.0.0.1:4000';

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
  },
});
