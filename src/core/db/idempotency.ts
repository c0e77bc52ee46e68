import { z } from 'zod';
import { Prisma } from '../../generated/prisma/client.js';
import { ConflictError, Refusal } from '../domain-errors.js';
import { canonicalHash } from './canonical.js';
import type { Tx } from './transaction.js';

/** How long the answer to an idempotency key is kept. */
export const IDEMPOTENCY_HOURS = 48;
export const MAX_IDEMPOTENCY_KEY_LENGTH = 200;

/** Whose keys, and of which mutation: keys are unique by these. */
export interface KeySpace<Outcome> {
  ownerId: string;
  operation: string;
  /** What is kept: ids and the like; it must survive JSON. */
  outcome: z.ZodType<Outcome>;
}

export interface KeyedRequest {
  /** What the caller chose. */
  key: string;
  /** The whole request, worker id included, the key itself left out. */
  request: unknown;
}

/** What became of a key: to be done now, done before, or used for something else. */
export type Claim<Outcome> = { isNew: true } | { isNew: false; outcome: Outcome } | ConflictError;

const inserted = z.array(z.object({ key: z.string() }));
const stored = z.array(z.object({ key: z.string(), requestHash: z.string(), outcome: z.unknown() }));

/**
 * Takes the keys of one command for this transaction. Where another transaction is at the same key, this waits for
 * its end, so that of fifty equal requests one does the work and the others answer what it did.
 * @returns A claim for each request, in their order; the second of two equal ones is not new, without an outcome
 * of its own yet: it shares the first one's place.
 */
export async function claimKeys<Outcome>(
  tx: Tx,
  { ownerId, operation, outcome }: KeySpace<Outcome>,
  requests: readonly KeyedRequest[],
): Promise<Array<Claim<Outcome>>> {
  if (requests.length === 0) return [];
  const asked = requests.map(({ key, request }) => ({ key, hash: canonicalHash(request) }));
  const hashes = new Map<string, string>();
  for (const { key, hash } of asked) if (!hashes.has(key)) hashes.set(key, hash);
  const rows = [...hashes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, hash]) => ({ key, hash }));
  const fresh = new Set(
    inserted
      .parse(
        await tx.$queryRaw(Prisma.sql`/* claim_keys */
          INSERT INTO idempotency_keys (owner_id, operation, key, request_hash, outcome, expires_at)
          SELECT ${ownerId}::uuid, ${operation}, x.key, x.hash, 'null'::jsonb,
            now() + make_interval(hours => ${IDEMPOTENCY_HOURS}::int)
          FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS x(key text, hash text)
          ON CONFLICT (owner_id, operation, key) DO UPDATE
            SET request_hash = EXCLUDED.request_hash, outcome = 'null', created_at = now(), expires_at = EXCLUDED.expires_at
            WHERE idempotency_keys.expires_at <= now()
          RETURNING key`),
      )
      .map(({ key }) => key),
  );
  const known = new Map<string, { requestHash: string; outcome: unknown }>();
  if (fresh.size < rows.length) {
    const keys = rows.map(({ key }) => key).filter((key) => !fresh.has(key));
    const found = await tx.$queryRaw(Prisma.sql`/* claim_keys */
      SELECT key, request_hash AS "requestHash", outcome FROM idempotency_keys
      WHERE owner_id = ${ownerId}::uuid AND operation = ${operation} AND key IN (${Prisma.join(keys)})`);
    for (const row of stored.parse(found)) known.set(row.key, row);
  }
  return asked.map(({ key, hash }) => {
    const before = known.get(key);
    if ((before?.requestHash ?? hashes.get(key)) !== hash) {
      return new ConflictError(
        `The idempotency key ${JSON.stringify(key)} was used before with another request.`,
      );
    }
    return before ? { isNew: false, outcome: outcome.parse(before.outcome) } : { isNew: true };
  });
}

/** Keeps what was done for new keys, in the transaction that did it. */
export async function storeOutcomes<Outcome>(
  tx: Tx,
  { ownerId, operation }: KeySpace<Outcome>,
  outcomes: ReadonlyArray<{ key: string; outcome: Outcome }>,
): Promise<void> {
  if (outcomes.length === 0) return;
  await tx.$executeRaw(Prisma.sql`/* store_outcomes */
    UPDATE idempotency_keys k SET outcome = x.outcome
    FROM jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) AS x(key text, outcome jsonb)
    WHERE k.owner_id = ${ownerId}::uuid AND k.operation = ${operation} AND k.key = x.key`);
}

/** Gives keys back whose work was not done after all, so that they can be tried again. */
export async function releaseKeys(
  tx: Tx,
  { ownerId, operation }: Pick<KeySpace<never>, 'ownerId' | 'operation'>,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  await tx.$executeRaw(Prisma.sql`/* release_keys */
    DELETE FROM idempotency_keys
    WHERE owner_id = ${ownerId}::uuid AND operation = ${operation} AND key IN (${Prisma.join([...keys])})`);
}

/**
 * Does one command's work once for a key; without a key every call is a new one.
 * @throws Refusal with a ConflictError where the key was used with another request.
 */
export async function once<Outcome>(
  tx: Tx,
  space: KeySpace<Outcome>,
  { key, request }: { key: string | null | undefined; request: unknown },
  work: () => Promise<Outcome>,
): Promise<{ outcome: Outcome; isReplay: boolean }> {
  if (key == null) return { outcome: await work(), isReplay: false };
  const [claim] = await claimKeys(tx, space, [{ key, request }]);
  if (!claim) throw new Error('a key was neither taken nor found');
  if (claim instanceof ConflictError) throw new Refusal(claim);
  if (!claim.isNew) return { outcome: claim.outcome, isReplay: true };
  const outcome = await work();
  await storeOutcomes(tx, space, [{ key, outcome }]);
  return { outcome, isReplay: false };
}
