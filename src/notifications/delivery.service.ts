import { outageOf } from '../core/db/outage.js';
import { type ScopedDb, scopeDatabase } from '../core/db/tenancy.js';
import { runTransaction } from '../core/db/transaction.js';
import { NIL_UUID } from '../core/ids.js';
import type { Logger } from '../core/logger.js';
import { brief, type Loop, type LoopOptions, startLoop } from '../core/loop.js';
import type { DeliveryChannel, PrismaClient } from '../generated/prisma/client.js';
import type { Mailer } from '../mail/mailer.js';
import {
  type Delivery,
  endDelivered,
  endFailed,
  findWebhookOwners,
  leaseDeliveries,
  takeMailOwners,
} from './delivery.sql.js';
import { mailOf, webhookOf } from './messages.js';
import type { Resolve, WebhookRules } from './webhooks/address.js';
import { postWebhook } from './webhooks/post.js';
import { SECRET_OVERLAP_MS, type WebhookSecrets } from './webhooks/secrets.js';

/** How long the server waits between two looks at the outbox. */
const INTERVAL_MS = 1_000;
/** How many owners one look serves by mail, and how many are served by webhook at a time; and how much of each. */
const MAIL_OWNERS_A_LOOK = 20;
const WEBHOOK_OWNERS_AT_ONCE = 40;
const WEBHOOKS_AN_OWNER = 5;
const NOTIFICATIONS_A_MAIL = 1_000;
/** A user gets one mail in so long at most: what comes meanwhile is in the next. */
const MAIL_EVERY_SECONDS = 300;

export interface DeliveryDeps {
  prisma: PrismaClient;
  /** Null where this server sends no mail. */
  mailer: Mailer | null;
  secrets(): Promise<WebhookSecrets>;
  rules: WebhookRules;
  logger: Logger;
  onOutage?: LoopOptions['onOutage'];
  /** How host names are looked up. */
  resolve?: Resolve;
  timeoutMs?: number;
  mailEverySeconds?: number;
}

/**
 * Delivers each thing at least once: who dies between a delivery and its note leaves it to be delivered again. Several
 * servers can do so at once.
 */
export interface Courier {
  /** Looks once at the outbox, and delivers what is due. @returns Whether there may be more. */
  look(signal?: AbortSignal): Promise<boolean>;
  /** The same for mails only. */
  sendMails(signal?: AbortSignal): Promise<boolean>;
  /**
   * Sends the due webhooks for which there is room, and waits for none of them: a receiver that does not answer holds
   * up its owner's only. Where there is nothing to send it waits for room, a while.
   * @returns Whether there may be more.
   */
  startWebhooks(signal?: AbortSignal): Promise<boolean>;
  /** Waits for the webhooks that are under way. */
  finishWebhooks(): Promise<void>;
}

/** Its user, or a team's owners, are suspended or have not shown that their address is theirs. */
const NOBODY_WORKS = 'no owner of the account is ACTIVE';

/** Why something need not be tried again. */
class FinalError extends Error {}

/** Delivers notifications by mail and by webhook. Nothing is sent inside a transaction. */
export function createCourier(deps: DeliveryDeps): Courier {
  const { prisma, mailer, rules, logger, resolve, timeoutMs } = deps;
  const { mailEverySeconds = MAIL_EVERY_SECONDS } = deps;
  const overlapSeconds = SECRET_OVERLAP_MS / 1_000;
  // Nobody's: its statements are of its own, and any other would be refused.
  const db: ScopedDb = scopeDatabase(prisma, null);
  /** Where the next look goes on, so that the first owners do not take it all. */
  const place: Record<DeliveryChannel, string> = { MAIL: NIL_UUID, WEBHOOK: NIL_UUID };
  /** The webhooks under way by their owners: each has a few at a time, and the next when those are through. */
  const underway = new Map<string, Promise<void>>();
  /** Whether an owner's were through since the last look began. */
  let isRoomier = false;
  let wake = () => {};

  async function leaseMails(): Promise<{ taken: Delivery[]; isMore: boolean }> {
    return runTransaction(db, async (tx) => {
      const limit = MAIL_OWNERS_A_LOOK;
      const owners = await takeMailOwners(tx, place.MAIL, { limit, everySeconds: mailEverySeconds });
      const perOwner = NOTIFICATIONS_A_MAIL;
      const taken = await leaseDeliveries(tx, 'MAIL', owners, { perOwner, overlapSeconds });
      return { taken, isMore: goOnAfter('MAIL', owners, limit) };
    });
  }

  async function leaseWebhooks(): Promise<{ taken: Delivery[]; isMore: boolean }> {
    const limit = WEBHOOK_OWNERS_AT_ONCE - underway.size;
    if (limit === 0) return { taken: [], isMore: false };
    return runTransaction(db, async (tx) => {
      const except = [...underway.keys()];
      const owners = await findWebhookOwners(tx, place.WEBHOOK, { limit, except });
      const perOwner = WEBHOOKS_AN_OWNER;
      const taken = await leaseDeliveries(tx, 'WEBHOOK', owners, { perOwner, overlapSeconds });
      return { taken, isMore: goOnAfter('WEBHOOK', owners, limit) || taken.length > 0 };
    });
  }

  /** @returns Whether there may be owners after these. */
  function goOnAfter(channel: DeliveryChannel, owners: readonly string[], limit: number): boolean {
    const isFull = owners.length === limit;
    place[channel] = (isFull && [...owners].sort().at(-1)) || NIL_UUID;
    return isFull;
  }

  /** Sends, and writes down what became of it. */
  async function attempt(
    channel: DeliveryChannel,
    taken: readonly Delivery[],
    send: () => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    try {
      await send();
    } catch (error) {
      // The server stops: its lease ends, and the delivery is due again.
      if (signal?.aborted) return;
      const isFinal = error instanceof FinalError;
      await runTransaction(db, (tx) => endFailed(tx, channel, taken, { error: brief(error), isFinal }));
      logger.warn({ channel, reason: brief(error), count: taken.length }, 'a notification was not delivered');
      return;
    }
    await runTransaction(db, (tx) => endDelivered(tx, channel, taken));
  }

  async function sendMail(taken: readonly [Delivery, ...Delivery[]]): Promise<void> {
    const [{ emails }] = taken;
    if (!mailer) throw new FinalError('this server sends no mail: SMTP_URL is unset');
    // An address that nobody has shown to be theirs gets none either.
    if (emails.length === 0) throw new FinalError(NOBODY_WORKS);
    await mailer.send({ to: emails, ...mailOf(taken) });
  }

  async function sendWebhook(
    delivery: Delivery,
    secrets: WebhookSecrets,
    signal?: AbortSignal,
  ): Promise<void> {
    const { webhookUrl, emails } = delivery;
    if (webhookUrl === null) throw new FinalError('the account has no address for webhooks any more');
    if (emails.length === 0) throw new FinalError(NOBODY_WORKS);
    const post = { url: webhookUrl, ...webhookOf(delivery, secrets) };
    const status = await postWebhook(post, { ...rules, resolve, timeoutMs, signal });
    if (status >= 200 && status < 300) return;
    if (status === 410) throw new FinalError('HTTP 410: the receiver is gone for good');
    throw new Error(
      `HTTP ${status}${status >= 300 && status < 400 ? ': redirections are not followed' : ''}`,
    );
  }

  async function sendMails(signal?: AbortSignal): Promise<boolean> {
    const { taken, isMore } = await leaseMails();
    await Promise.all(byOwner(taken).map((mails) => attempt('MAIL', mails, () => sendMail(mails), signal)));
    return isMore;
  }

  async function startWebhooks(signal?: AbortSignal): Promise<boolean> {
    isRoomier = false;
    const { taken, isMore } = await leaseWebhooks();
    if (taken.length > 0) {
      const secrets = await deps.secrets();
      for (const webhooks of byOwner(taken)) start(webhooks, secrets, signal);
    }
    if (isMore || isRoomier) return true;
    if (underway.size === 0) return false;
    await roomOrTime();
    return true;
  }

  /** Sends some of one owner's, whose further ones wait for them. */
  function start(
    webhooks: readonly [Delivery, ...Delivery[]],
    secrets: WebhookSecrets,
    signal: AbortSignal | undefined,
  ): void {
    const [{ ownerId }] = webhooks;
    const sent = webhooks.map(async (delivery) => {
      try {
        await attempt('WEBHOOK', [delivery], () => sendWebhook(delivery, secrets, signal), signal);
      } catch (err) {
        // It could not be noted: its lease ends, and the delivery is due again.
        logger[outageOf(err) ? 'debug' : 'error']({ err }, 'noting a delivery failed');
      }
    });
    const ended = Promise.all(sent).then(() => {
      underway.delete(ownerId);
      isRoomier = true;
      wake();
    });
    underway.set(ownerId, ended);
  }

  /** Until an owner's are through, or others' may have come. */
  function roomOrTime(): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, INTERVAL_MS);
      wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  async function finishWebhooks(): Promise<void> {
    await Promise.all(underway.values());
  }

  return {
    async look(signal) {
      const isMore = await Promise.all([sendMails(signal), startWebhooks(signal)]);
      await finishWebhooks();
      return isMore.includes(true);
    },
    sendMails,
    startWebhooks,
    finishWebhooks,
  };
}

function byOwner(taken: readonly Delivery[]): Array<[Delivery, ...Delivery[]]> {
  const groups = new Map<string, [Delivery, ...Delivery[]]>();
  for (const delivery of taken) {
    const group = groups.get(delivery.ownerId);
    if (group) group.push(delivery);
    else groups.set(delivery.ownerId, [delivery]);
  }
  return [...groups.values()];
}

/** Delivers again and again; webhooks on their way when it stops are broken off, and delivered later. */
export function startDeliveries(deps: DeliveryDeps): Loop {
  const { logger, onOutage } = deps;
  const courier = createCourier(deps);
  const loops = [
    startLoop({
      doing: 'sending notifications by mail',
      intervalMs: INTERVAL_MS,
      logger,
      onOutage,
      look: (signal) => courier.sendMails(signal),
    }),
    startLoop({
      doing: 'sending notifications by webhook',
      intervalMs: INTERVAL_MS,
      logger,
      onOutage,
      look: (signal) => courier.startWebhooks(signal),
    }),
  ];
  return {
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await courier.finishWebhooks();
    },
  };
}
