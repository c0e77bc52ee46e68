import { defineSettings, parsedBy } from '../core/settings.js';
import { defaultRunCosts, parseRunCosts, type RunCosts, runCostsForm } from './run-costs.js';

export interface AccountsConfig {
  /** Credits that a run costs. */
  runCosts: RunCosts;
}

/** What runs cost. */
export const accountsSettings = defineSettings(
  { RUN_COSTS: parsedBy(parseRunCosts, runCostsForm).default(defaultRunCosts) },
  ({ RUN_COSTS: runCosts }): AccountsConfig => ({ runCosts }),
);
