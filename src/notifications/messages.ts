import { encodeId } from '../core/ids.js';
import { encodeJobId } from '../jobs/job-id.js';
import type { Delivery } from './delivery.sql.js';
import { signWebhook, type WebhookSecrets } from './webhooks/secrets.js';
import { wordsOf } from './wording.js';

/** How many notifications a mail tells of in words. */
const MAX_TOLD = 20;
const MAX_BODY_LENGTH = 500;

/** One mail for all of them. */
export function mailOf(taken: readonly [Delivery, ...Delivery[]]): { subject: string; text: string } {
  const [first] = taken;
  const told = taken.slice(0, MAX_TOLD).map(({ createdAt, executionId, ...notification }) => {
    const { title, body } = wordsOf(notification);
    const run = executionId === null ? '' : `\n  ${encodeId('Execution', executionId)}`;
    return `${inLine(title)} (${createdAt.toISOString()})\n  ${inLine(body).slice(0, MAX_BODY_LENGTH)}${run}`;
  });
  const more = taken.length - told.length;
  return {
    subject: taken.length === 1 ? inLine(wordsOf(first).title) : `${taken.length} notifications of Runledger`,
    text: [
      ...told,
      ...(more > 0 ? [`And ${more} more.`] : []),
      'Choose what you are told, and how, with updateNotificationPreferences.',
      '',
    ].join('\n\n'),
  };
}

/** A notification as Standard Webhooks has it, signed. */
export function webhookOf(
  {
    notificationId,
    ownerId,
    type,
    facts,
    createdAt,
    executionId,
    jobId,
    jobKind,
    alertId,
    ...secret
  }: Delivery,
  secrets: WebhookSecrets,
): { headers: Record<string, string>; body: string } {
  const id = encodeId('Notification', notificationId);
  const timestamp = Math.floor(Date.now() / 1_000);
  const words = wordsOf({ type, facts });
  const text = JSON.stringify({
    type,
    // What Slack and others show, which take no other field of ours.
    text: escaped(`${inLine(words.title)}\n${words.body}`),
    timestamp: createdAt.toISOString(),
    data: {
      notificationId: id,
      ...words,
      jobId: jobId && jobKind && encodeJobId({ id: jobId, kind: jobKind }),
      executionId: executionId && encodeId('Execution', executionId),
      alertId: alertId && encodeId('Alert', alertId),
    },
  });
  const { secretVersion, isSecretNew } = secret;
  const versions = isSecretNew ? [secretVersion, secretVersion - 1] : [secretVersion];
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Runledger',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': versions
        .map((version) => signWebhook(secrets.secretOf(ownerId, version), { id, timestamp, body: text }))
        .join(' '),
    },
    body: text,
  };
}

/** As Slack wants it: a job's name could mention everybody in a channel otherwise, or show a link as another. */
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const inLine = (text: string) => text.replace(/\s+/g, ' ').trim();
