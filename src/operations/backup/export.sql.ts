import { z } from 'zod';
import type { SqlExecutor } from '../../core/db/session.js';

type Sql = Pick<SqlExecutor, 'query'>;

/** A table with rows of accounts, and what its rows are told apart and found by. */
const tables = z.array(
  z.object({
    name: z.string(),
    owner: z.string(),
    key: z.array(z.string()),
    keyTypes: z.array(z.string()),
    secrets: z.array(z.string()),
  }),
);
type OwnedTable = z.infer<typeof tables>[number];

/** What proves who somebody is, and what is only of use to this database. */
const LEFT_OUT =
  /^(?:sessions|one_time_tokens|idempotency_keys|part_changes|execution_rollup\w*|execution_facet\w*)$/;
/** Columns that hold a secret, or what one is recognised by. */
const SECRETS = ['access_token', 'refresh_token', 'key_hash', 'token_hash'];
/** Whose a row is, where the table has no `owner_id`. */
const OTHER_OWNERS = {
  accounts: 'id',
  users: 'id',
  twitter_connections: 'user_id',
  twitter_verification_logs: 'user_id',
};

export async function readOwnedTables(sql: Sql): Promise<OwnedTable[]> {
  const found = tables.parse(
    await sql.query(
      `/* read_owned_tables */ SELECT c.relname AS name, o.owner,
         to_jsonb(ARRAY(SELECT a.attname::text FROM pg_attribute a
           WHERE a.attrelid = c.oid AND a.attname = ANY($2::text[]) AND NOT a.attisdropped)) AS secrets,
         to_jsonb(k.key) AS key, to_jsonb(k."keyTypes") AS "keyTypes"
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       CROSS JOIN LATERAL (
         SELECT coalesce($1::jsonb ->> c.relname::text, (SELECT a.attname::text FROM pg_attribute a
           WHERE a.attrelid = c.oid AND a.attname = 'owner_id' AND NOT a.attisdropped)) AS owner) o
       CROSS JOIN LATERAL (
         SELECT array_agg(a.attname::text ORDER BY p.place) AS key,
           array_agg(format_type(a.atttypid, NULL) ORDER BY p.place) AS "keyTypes"
         FROM pg_index x CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS p(attnum, place)
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.attnum
         WHERE x.indrelid = c.oid AND x.indisprimary) k
       WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND o.owner IS NOT NULL
         AND k.key IS NOT NULL
       ORDER BY c.relname`,
      [JSON.stringify(OTHER_OWNERS), SECRETS],
    ),
  );
  return found.filter(({ name }) => !LEFT_OUT.test(name));
}

const pages = z.array(z.object({ row: z.record(z.string(), z.unknown()), key: z.array(z.string()) }));
type Page = z.infer<typeof pages>;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** An account's rows of a table after one, in the order of their key, without secrets. */
export async function readPage(
  sql: Sql,
  { name, owner, key, keyTypes, secrets }: OwnedTable,
  { ownerId, after, limit }: { ownerId: string; after: readonly string[] | null; limit: number },
): Promise<Page> {
  const columns = key.map((column) => `t.${quoted(column)}`);
  const from = keyTypes.map((type, place) => `$${place + 4}::text::${type}`);
  return pages.parse(
    await sql.query(
      `/* export_rows */ SELECT to_jsonb(t) - $3::text[] AS row, jsonb_build_array(${columns.map((one) => `${one}::text`)}) AS key
       FROM ${quoted(name)} t WHERE t.${quoted(owner)} = $1::uuid
         ${after === null ? '' : `AND (${columns}) > (${from})`}
       ORDER BY ${columns} LIMIT $2::int`,
      [ownerId, limit, secrets, ...(after ?? [])],
    ),
  );
}
