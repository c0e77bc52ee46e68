import { afterAll, beforeAll, describe } from 'vitest';
import { CANNOT_BROWSE, NEEDS_BROWSER } from '../support/browser.js';
import { type ConsoleBrowser, openConsoleBrowser, SETUP_MS } from '../support/console-browser.js';
import { testConnection } from './console/connection.js';
import { testHostile } from './console/hostile.js';
import { testLayers } from './console/layers.js';
import { testRun } from './console/run.js';
import { testRuns } from './console/runs.js';
import { testScreens } from './console/screens.js';
import { testSettings } from './console/settings.js';
import { testSignIn } from './console/sign-in.js';

/** A busy machine takes many times as long as a quiet one; pages that are open at once share it. */
const OPTIONS = Object.freeze({ timeout: 300_000, concurrent: true });

// One server and one browser for all: pages are many at a time.
describe.skipIf(CANNOT_BROWSE)(`the console (${NEEDS_BROWSER})`, OPTIONS, () => {
  let open: ConsoleBrowser;
  const given = () => open;
  beforeAll(async () => {
    open = await openConsoleBrowser();
  }, SETUP_MS);
  afterAll(() => open?.close());

  describe('each screen', () => testScreens(given));
  describe('the list of runs', () => testRuns(given));
  describe('one run', () => testRun(given));
  describe('menus and dialogs', () => testLayers(given));
  describe('the way to the server', () => testConnection(given));
  describe('what others wrote', () => testHostile(given));
  describe('what the server can do', () => testSettings(given));
  describe('signing in', () => testSignIn(given));
});
