import type { RunCosts } from '../accounts/run-costs.js';
import { ALERT_INTERVAL_MS, judgeDue } from '../alerts/judge.service.js';
import type { Database } from '../core/db/client.js';
import { readInstanceSecret } from '../core/db/secrets.js';
import { scopeDatabase } from '../core/db/tenancy.js';
import type { Logger } from '../core/logger.js';
import { type Loop, startLoop } from '../core/loop.js';
import type { Hub } from '../feed/hub.js';
import { feedRollups } from '../insights/rollup-feed.service.js';
import { createMarker } from '../jobs/job-limits.sql.js';
import type { Mailer } from '../mail/mailer.js';
import { startDeliveries } from '../notifications/delivery.service.js';
import { createWebhookSecrets } from '../notifications/webhooks/secrets.js';
import { createDeleter } from '../people/deletion.service.js';
import { cleanUp } from './cleaning.service.js';
import { startRescue } from './rescue.service.js';
import { createRetention } from './retention.service.js';
import { runDue, SCHEDULE_INTERVAL_MS } from './schedule.service.js';
import type { RetentionMode } from './settings.js';

/** How long the server waits between two looks for deletions that a request did not finish, and for what is old. */
const DELETION_INTERVAL_MS = 2_000;
const CLEANING_INTERVAL_MS = 60_000;
const RETENTION_INTERVAL_MS = 30_000;
/** And for runs in the queue of a job that is not active, or has limits. */
const MARKING_INTERVAL_MS = 1_000;
/** And for executions that ended. */
const ROLLUP_INTERVAL_MS = 500;

interface OperationsDeps {
  database: Pick<Database, 'background' | 'monitor'>;
  config: { smtpUrl?: string; webhookAllowPrivate: boolean; runCosts: RunCosts; retention: RetentionMode };
  mailer: Mailer;
  hub: Hub;
  logger: Logger;
}

/** Starts everything that the server does by itself. */
export function startOperations({ database, config, mailer, hub, logger }: OperationsDeps): Loop {
  const { prisma } = database.background;
  const onOutage = database.monitor.notice;
  // Nobody's: its statements are of its own, and any other would be refused.
  const db = scopeDatabase(prisma, null);
  const loops = [
    startRescue({ prisma, logger, onOutage, onRescued: hub.announce }),
    startLoop({
      doing: 'running schedules',
      intervalMs: SCHEDULE_INTERVAL_MS,
      logger,
      onOutage,
      async look(signal) {
        const onFailure = (ownerId: string, err: unknown) =>
          logger.error({ err, ownerId }, 'running the schedules of an owner failed');
        if ((await runDue(db, config.runCosts, { signal, onFailure })) > 0) hub.announce();
        return false;
      },
    }),
    startLoop({
      doing: 'judging alert rules',
      intervalMs: ALERT_INTERVAL_MS,
      logger,
      onOutage,
      async look(signal) {
        await judgeDue(db, { logger, signal });
        return false;
      },
    }),
    startDeliveries({
      prisma,
      // Links are worth printing in development, news are not.
      mailer: config.smtpUrl === undefined ? null : mailer,
      secrets: async () => createWebhookSecrets(await readInstanceSecret(prisma, 'webhook')),
      rules: { allowPrivate: config.webhookAllowPrivate },
      logger,
      onOutage,
    }),
    startLoop({
      doing: 'deleting',
      intervalMs: DELETION_INTERVAL_MS,
      logger,
      onOutage,
      look: createDeleter({ db, logger }),
    }),
    startLoop({
      doing: 'setting runs apart that wait for their job',
      intervalMs: MARKING_INTERVAL_MS,
      logger,
      onOutage,
      look: createMarker(db),
    }),
    startLoop({
      doing: 'adding up executions',
      intervalMs: ROLLUP_INTERVAL_MS,
      logger,
      onOutage,
      look: () => feedRollups(db),
    }),
    startLoop({
      doing: 'cleaning up',
      intervalMs: CLEANING_INTERVAL_MS,
      logger,
      onOutage,
      look: () => cleanUp(db),
    }),
    startLoop({
      doing: 'deleting what is old',
      intervalMs: RETENTION_INTERVAL_MS,
      logger,
      onOutage,
      look: createRetention(db, config.retention, logger),
    }),
  ];
  return {
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
