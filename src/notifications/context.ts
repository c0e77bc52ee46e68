import type { WebhookRules } from './webhooks/address.js';
import type { WebhookSecrets } from './webhooks/secrets.js';

/** What mutations must know of webhooks. */
export interface WebhookSettings {
  rules: WebhookRules;
  secrets(): Promise<WebhookSecrets>;
}

declare module '../graphql/context.js' {
  interface Context {
    webhooks: WebhookSettings;
  }
}
