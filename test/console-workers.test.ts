import { describe, expect, it } from 'vitest';
import { AWAY_MS, compareWorkers, QUIET_MS, workerStateOf } from '../console/src/workers/worker-state.js';

const NOW = Date.parse('2026-11-26T12:30:00.000Z');
const ago = (ms: number) => new Date(NOW - ms).toISOString();

describe('what a worker does', () => {
  it.each([
    ['WORKING', { holding: 1, lastSeenAt: ago(QUIET_MS) }],
    ['QUIET', { holding: 1, lastSeenAt: ago(QUIET_MS + 1) }],
    ['IDLE', { holding: 0, lastSeenAt: ago(AWAY_MS) }],
    ['AWAY', { holding: 0, lastSeenAt: ago(AWAY_MS + 1) }],
    ['WORKING', { holding: 2, lastSeenAt: ago(0), leases: [null, ago(-1_000)] }],
    ['QUIET', { holding: 2, lastSeenAt: ago(0), leases: [ago(-1_000), ago(1)] }],
  ] as const)('is %s by what it holds and when it was heard', (state, facts) => {
    expect(workerStateOf(facts, NOW)).toBe(state);
  });

  it('puts what needs somebody first, and the last seen first among equals', () => {
    const away = { holding: 0, lastSeenAt: ago(AWAY_MS * 2) };
    const idle = { holding: 0, lastSeenAt: ago(0) };
    const working = { holding: 1, lastSeenAt: ago(10) };
    const quiet = { holding: 1, lastSeenAt: ago(QUIET_MS * 3) };
    const quieter = { holding: 1, lastSeenAt: ago(QUIET_MS * 4) };
    const sorted = [away, quieter, idle, working, quiet].sort(compareWorkers(NOW));
    expect(sorted).toEqual([quiet, quieter, working, idle, away]);
  });
});
