import { expect } from 'vitest';
import { insertId, insertWorld, type World } from './rows.js';
import { openTestSql, type Query, type Row, type TestSql } from './sql.js';

export const START = '2026-01-01T00:00:00Z';
export const END = '2026-01-01T00:00:01.5Z';

/** The columns that each state asks for. */
export const executionStates: Record<string, Row> = {
  QUEUED: { started_at: null, finished_at: null, lease_expires_at: null, failure_reason: null },
  RUNNING: { started_at: START, finished_at: null, lease_expires_at: END, failure_reason: null },
  COMPLETED: { started_at: START, finished_at: END, lease_expires_at: null, failure_reason: null },
  FAILED: { started_at: START, finished_at: END, lease_expires_at: null, failure_reason: 'ERROR' },
  CANCELED: { started_at: START, finished_at: END, lease_expires_at: null, failure_reason: null },
};
export const chunkStates: Record<string, Row> = {
  PENDING: { started_at: null, finished_at: null, lease_expires_at: null },
  PROCESSING: { started_at: START, finished_at: null, lease_expires_at: END },
  COMPLETED: { started_at: START, finished_at: END, lease_expires_at: null },
  FAILED: { started_at: START, finished_at: END, lease_expires_at: null },
};

export const socialTaskRow: Row = { title: 'Follow us', task_type: 'FOLLOW', target: '@runledger' };

/** A database with one owner's world, for trying what it takes and what it refuses. */
export interface Ledger {
  db: TestSql;
  world: World;
  /** Does it, and takes it back. */
  tried(work: (query: Query) => Promise<unknown>): Promise<void>;
  /** Expects the constraint of this name to stop it. */
  refused(constraint: string, work: (query: Query) => Promise<unknown>): Promise<void>;
  /** A row of the owner's in this state, with a number of its own. */
  execution(status: string, more?: Row): Row;
  chunk(status: string, more?: Row): Row;
}

class Undo extends Error {}

export async function openLedger(): Promise<Ledger> {
  const db = await openTestSql();
  const world = await insertWorld(db, 'ada', await insertId(db.query, 'social_tasks', socialTaskRow));
  let serial = 1;
  const nextNumber = () => {
    serial += 1;
    return serial;
  };
  return {
    db,
    world,
    async tried(work) {
      const outcome = db.transaction(async (query) => {
        await work(query);
        throw new Undo();
      });
      await expect(outcome).rejects.toBeInstanceOf(Undo);
    },
    async refused(constraint, work) {
      await expect(db.transaction(work)).rejects.toMatchObject({ constraint });
    },
    execution(status, more) {
      const { job_executions } = world.rows;
      return { ...job_executions, run_number: nextNumber(), status, ...executionStates[status], ...more };
    },
    chunk(status, more) {
      return { ...world.rows.job_chunks, chunk_index: nextNumber(), status, ...chunkStates[status], ...more };
    },
  };
}
