import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Debian's. The shell has no window to draw, and takes two thirds of the time. */
const INSTALLED = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
const executablePath = process.env.CHROMIUM_PATH ?? INSTALLED.find((path) => existsSync(path));

/** The pages are the same on either database: they are driven on one. */
export const CANNOT_BROWSE =
  executablePath === undefined || !existsSync(executablePath) || process.env.TEST_DATABASE_URL !== undefined;
export const NEEDS_BROWSER = 'needs Chromium and the embedded database';

/** A browser that asks nobody for anything by itself, and reaches no other machine. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}
