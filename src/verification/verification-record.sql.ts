import { z } from 'zod';
import { owned } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import {
  CompletionStatus,
  Prisma,
  SocialTaskType,
  type VerificationResult,
} from '../generated/prisma/client.js';

const completions = z.array(
  z.object({
    id: z.uuid(),
    ownerId: z.uuid(),
    taskId: z.uuid(),
    taskType: z.enum(SocialTaskType),
    status: z.enum(CompletionStatus),
    rewardCredits: z.int(),
  }),
);
const base64 = z.string().transform((text): Buffer => Buffer.from(text, 'base64'));
const accounts = z.array(
  z.object({ id: z.uuid(), accessToken: base64, refreshToken: base64, tokenKeyId: z.string() }),
);
const logged = z.tuple([z.object({ id: z.uuid() })]);

export type LockedCompletion = z.infer<typeof completions>[number];
export type LockedAccount = z.infer<typeof accounts>[number];

/** Locks a completion; with it what its task says now. @param ownerId Whose it must be; null for anybody's. */
export async function lockCompletion(
  tx: Tx,
  id: string,
  ownerId: string | null,
): Promise<LockedCompletion | null> {
  const rows = await tx.$queryRaw(Prisma.sql`/* lock_completion */
    SELECT c.id, c.owner_id AS "ownerId", c.task_id AS "taskId", t.task_type::text AS "taskType",
      c.status::text AS status, t.reward_credits AS "rewardCredits"
    FROM completions c JOIN social_tasks t ON t.id = c.task_id
    WHERE c.id = ${id}::uuid ${owned('c.owner_id', ownerId)}
    FOR NO KEY UPDATE OF c`);
  return completions.parse(rows)[0] ?? null;
}

/** Locks the X account that a user has connected, if it is in use: active, and its access token has not ended. */
export async function lockAccount(tx: Tx, ownerId: string): Promise<LockedAccount | null> {
  const rows = await tx.$queryRaw(Prisma.sql`/* lock_account */
    SELECT id, encode(access_token, 'base64') AS "accessToken", encode(refresh_token, 'base64') AS "refreshToken",
      token_key_id AS "tokenKeyId"
    FROM twitter_connections
    WHERE user_id = ${ownerId}::uuid AND is_active AND token_expires_at > now()
    FOR NO KEY UPDATE`);
  return accounts.parse(rows)[0] ?? null;
}

export interface Verification {
  result: VerificationResult;
  resultText: string | null;
  verificationTimeMs: number;
  apiCallCount: number;
  cacheHit: boolean;
  twitterApiResponse: unknown;
  errorMessage: string | null;
  rejectionReason: string | null;
}

/**
 * Writes a verification of a locked completion, in one statement: the log, and where the result decides it, the
 * completion, the account's time, and the reward, which moves the balance.
 * @returns The log's UUID.
 */
export async function writeVerification(
  tx: Tx,
  completion: LockedCompletion,
  accountId: string | null,
  verification: Verification,
): Promise<string> {
  const { result, twitterApiResponse: response } = verification;
  const decides = result !== 'ERROR';
  const reward = result === 'VERIFIED' ? completion.rewardCredits : 0;
  const rows = await tx.$queryRaw(Prisma.sql`/* write_verification */
    WITH decided AS (
      UPDATE completions SET status = ${decides ? result : 'PENDING'}::completion_status, decided_at = now()
      WHERE id = ${completion.id}::uuid ${owned('owner_id', completion.ownerId)} AND ${decides}::boolean
    ), used AS (
      UPDATE twitter_connections SET last_verified_at = now()
      WHERE id = ${accountId}::uuid ${owned('user_id', completion.ownerId)} AND ${decides}::boolean
    ), paid AS (
      INSERT INTO credit_transactions (account_id, owner_id, type, amount, description)
      SELECT id, owner_id, 'GRANT', ${reward}::int, ${`Reward for social task ${completion.taskId}`}::text
      FROM credit_accounts
      WHERE owner_id = ${completion.ownerId}::uuid AND ${reward}::int > 0
    )
    INSERT INTO twitter_verification_logs (
      completion_id, user_id, task_id, task_type, verification_result, verification_result_text, twitter_api_response, error_message,
      rejection_reason, verification_time, api_call_count, cache_hit, twitter_connection_id)
    VALUES (
      ${completion.id}::uuid, ${completion.ownerId}::uuid, ${completion.taskId}::uuid,
      ${completion.taskType}::social_task_type, ${result}::verification_result, ${verification.resultText}::text,
      ${response == null ? null : JSON.stringify(response)}::jsonb, ${verification.errorMessage}::text,
      ${verification.rejectionReason}::text, ${verification.verificationTimeMs}::int,
      ${verification.apiCallCount}::int, ${verification.cacheHit}::boolean, ${accountId}::uuid)
    RETURNING id`);
  return logged.parse(rows)[0].id;
}

/** Replaces the ciphertexts of a locked account. */
export async function writeTokens(tx: Tx, ownerId: string, { id, ...tokens }: LockedAccount): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* write_tokens */
    UPDATE twitter_connections SET
      access_token = decode(${tokens.accessToken.toString('base64')}::text, 'base64'),
      refresh_token = decode(${tokens.refreshToken.toString('base64')}::text, 'base64'),
      token_key_id = ${tokens.tokenKeyId}::text
    WHERE id = ${id}::uuid ${owned('user_id', ownerId)}`);
}
