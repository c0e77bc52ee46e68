import { createHmac } from 'node:crypto';

/** How long after a new secret the one before it signs too. */
export const SECRET_OVERLAP_MS = 24 * 60 * 60 * 1_000;
const PREFIX = 'whsec_';

/** Makes the secrets that webhooks are signed with: nothing of them is stored. */
export interface WebhookSecrets {
  /** A user's secret as they are shown it. @param version From 1; a new one is a new secret. */
  secretOf(userId: string, version: number): string;
}

/** @param instanceSecret What the servers of one database share. */
export function createWebhookSecrets(instanceSecret: string): WebhookSecrets {
  return {
    secretOf: (userId, version) =>
      PREFIX + createHmac('sha256', instanceSecret).update(`${userId}/${version}`).digest('base64'),
  };
}

/**
 * A signature as Standard Webhooks has it (`v1,…`): over the id, the time and the body.
 * @param timestamp Seconds since 1970.
 */
export function signWebhook(
  secret: string,
  { id, timestamp, body }: { id: string; timestamp: number; body: string },
): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
