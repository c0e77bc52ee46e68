import { defineSettings, oneOf } from '../core/settings.js';

/** Whether what is old goes by itself, is counted once a day, or neither. */
export type RetentionMode = 'off' | 'report' | 'on';

export interface OperationsConfig {
  retention: RetentionMode;
}

/** What the server does by itself. */
export const operationsSettings = defineSettings(
  { RETENTION: oneOf(['off', 'report', 'on']).default('report') },
  ({ RETENTION: retention }): OperationsConfig => ({ retention }),
);
