#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

const main = new URL('../dist/src/main.js', import.meta.url);
if (existsSync(main)) {
  // From Node 22 on, code that was compiled once is kept for the next start.
  module.enableCompileCache?.();
  await import(main.href);
} else {
  process.stderr.write('Runledger is not built yet: run "npm run build" first.\n');
  process.exitCode = 1;
}
