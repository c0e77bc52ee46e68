import { defineSettings, oneOf } from '../core/settings.js';

export interface NotificationsConfig {
  /** Whether webhooks may go to the server's own network, and without TLS. */
  webhookAllowPrivate: boolean;
}

/** Where webhooks may go. */
export const notificationsSettings = defineSettings(
  { WEBHOOK_ALLOW_PRIVATE: oneOf(['on', 'off']).default('off') },
  ({ WEBHOOK_ALLOW_PRIVATE }): NotificationsConfig => ({
    webhookAllowPrivate: WEBHOOK_ALLOW_PRIVATE === 'on',
  }),
);
