import type { Mailer } from './mailer.js';

declare module '../core/caller.js' {
  interface Caller {
    mailer: Mailer;
  }
}
