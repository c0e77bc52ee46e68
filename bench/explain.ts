import pg from 'pg';
import { z } from 'zod';
import type { Statement } from './support.js';

/** A plan for a statement's own values, or one for any. */
export const PLANS = ['custom', 'generic'] as const;
export type Plans = (typeof PLANS)[number];

const planNode = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Index Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().optional(),
  'Rows Removed by Index Recheck': z.number().optional(),
  get Plans(): z.ZodOptional<z.ZodArray<typeof planNode>> {
    return z.array(planNode).optional();
  },
});
export type PlanNode = z.infer<typeof planNode>;

const explained = z.tuple([
  z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: planNode, 'Execution Time': z.number() })]) }),
]);

export interface Explained {
  ms: number;
  /** The plan's nodes, from the top. */
  nodes: PlanNode[];
  /** How many rows of tables were looked at, those that a filter left out too. */
  read: number;
}

function* nodesOf(plan: PlanNode): Generator<PlanNode> {
  yield plan;
  for (const child of plan.Plans ?? []) yield* nodesOf(child);
}

/** A value as a literal, whose type the statement gives. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (!Array.isArray(value)) {
    return pg.escapeLiteral(typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  const items = value.map((item) => (item === null ? 'NULL' : `"${String(item).replace(/["\\]/g, '\\$&')}"`));
  return pg.escapeLiteral(`{${items.join(',')}}`);
}

/** Runs a statement as it was sent, and says what was done for it. @param query On one connection, each time the same. */
export async function explain(
  query: (sql: string) => Promise<unknown>,
  { sql, params }: Statement,
  plans: Plans,
): Promise<Explained> {
  await query(`SET plan_cache_mode = force_${plans}_plan`);
  await query(`PREPARE asked AS ${sql}`);
  const given = params.length > 0 ? `(${params.map(literal).join(', ')})` : '';
  const rows = await query(`EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE asked${given}`);
  await query('DEALLOCATE asked');
  const [
    {
      'QUERY PLAN': [result],
    },
  ] = explained.parse(rows);
  const nodes = [...nodesOf(result.Plan)];
  const read = nodes
    .filter((node) => node['Relation Name'] !== undefined)
    .reduce((sum, node) => sum + rowsOf(node), 0);
  return { ms: result['Execution Time'], nodes, read: Math.round(read) };
}

/** How many rows a node looked at. */
export function rowsOf(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return (node['Actual Rows'] + removed) * node['Actual Loops'];
}
