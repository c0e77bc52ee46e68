import { describe, expect, it } from 'vitest';
import type { EventRowFragment, StageRowFragment } from '../console/src/api/generated/graphql.js';
import { scaleOf, ticksOf } from '../console/src/run/timeline/scale.js';
import { stepsOf, visibleSteps } from '../console/src/run/timeline/steps.js';

const START = Date.parse('2026-01-01T00:00:00Z');
const time = (seconds: number) => new Date(START + seconds * 1_000).toISOString();

let made = 0;

function event(type: EventRowFragment['type'], seconds: number, attempt = 1): EventRowFragment {
  const shared = { from: null, to: null, reason: null, workerId: 'w1', actor: null };
  return { id: `event_${++made}`, type, at: time(seconds), attempt, ...shared };
}

function stage(
  name: string,
  from: number,
  to: number | null,
  more: Partial<StageRowFragment> = {},
): StageRowFragment {
  return {
    id: `stage_${++made}`,
    name,
    status: to === null ? 'RUNNING' : 'SUCCEEDED',
    attempt: 1,
    startedAt: time(from),
    endedAt: to === null ? null : time(to),
    durationMs: to === null ? null : (to - from) * 1_000,
    meta: {},
    error: null,
    ...more,
  };
}

const run = {
  id: 'exec_1',
  status: 'RUNNING',
  attempt: 1,
  queuedAt: time(0),
  startedAt: null as string | null,
  finishedAt: null as string | null,
  workerId: null as string | null,
};

const seconds = (at: number | null) => (at === null ? null : (at - START) / 1_000);

function told(steps: ReturnType<typeof stepsOf>) {
  return steps.map(({ label, status, start, end }) => [label, status, seconds(start), seconds(end)]);
}

describe('the steps of a run', () => {
  it('are its waits and attempts out of its events, each attempt followed by its stages', () => {
    const events = [
      event('QUEUED', 0),
      event('STARTED', 5),
      event('REQUEUED', 9, 2),
      event('STARTED', 60, 2),
      event('COMPLETED', 70, 2),
    ];
    const stages = [
      stage('login', 5, 9, { status: 'FAILED' }),
      stage('login', 60, 62, { attempt: 2 }),
      stage('upload', 62, 70, { attempt: 2 }),
    ];
    const done = { ...run, status: 'COMPLETED', attempt: 2, startedAt: time(60), finishedAt: time(70) };
    expect(told(stepsOf(done, events, stages))).toEqual([
      ['Queued', 'WAITING', 0, 5],
      ['Attempt 1', 'FAILED', 5, 9],
      ['login', 'FAILED', 5, 9],
      ['Wait for attempt 2', 'WAITING', 9, 60],
      ['Attempt 2', 'COMPLETED', 60, 70],
      ['login', 'SUCCEEDED', 60, 62],
      ['upload', 'SUCCEEDED', 62, 70],
    ]);
  });

  it('are told by the run itself where its events are no longer kept', () => {
    const done = { ...run, status: 'FAILED', startedAt: time(3), finishedAt: time(8) };
    expect(told(stepsOf(done, [], [stage('only', 3, 8)]))).toEqual([
      ['Queued', 'WAITING', 0, 3],
      ['Attempt 1', 'FAILED', 3, 8],
      ['only', 'SUCCEEDED', 3, 8],
    ]);
  });

  it('are open while the run is', () => {
    const open = { ...run, startedAt: time(1) };
    const steps = stepsOf(open, [event('QUEUED', 0), event('STARTED', 1)], [stage('now', 2, null)]);
    expect(told(steps)).toEqual([
      ['Queued', 'WAITING', 0, 1],
      ['Attempt 1', 'RUNNING', 1, null],
      ['now', 'RUNNING', 2, null],
    ]);
    expect(told(stepsOf(run, [event('QUEUED', 0)], []))).toEqual([['Queued', 'WAITING', 0, null]]);
  });

  it('end with a cancel in the queue, and keep a request to stop within the attempt', () => {
    const queued = { ...run, status: 'CANCELED', finishedAt: time(4) };
    expect(told(stepsOf(queued, [event('QUEUED', 0), event('CANCELED', 4)], []))).toEqual([
      ['Queued', 'WAITING', 0, 4],
    ]);
    const asked = { ...run, status: 'CANCELED', startedAt: time(1), finishedAt: time(6) };
    const events = [
      event('QUEUED', 0),
      event('STARTED', 1),
      event('CANCEL_REQUESTED', 3),
      event('CANCELED', 6),
    ];
    expect(told(stepsOf(asked, events, []))).toEqual([
      ['Queued', 'WAITING', 0, 1],
      ['Attempt 1', 'CANCELED', 1, 6],
    ]);
  });

  it('are found by name, meta and error, with the attempt they are in', () => {
    const events = [event('QUEUED', 0), event('STARTED', 1), event('COMPLETED', 9)];
    const stages = [
      stage('login', 1, 2, { meta: { url: 'https://Portal.example' } }),
      stage('upload', 2, 3, { status: 'FAILED', error: { code: 'TOO_BIG' } }),
    ];
    const steps = stepsOf({ ...run, finishedAt: time(9), startedAt: time(1) }, events, stages);
    const labels = (text: string, isFailedOnly = false) =>
      visibleSteps(steps, text, isFailedOnly).map(({ label }) => label);
    expect(labels('portal.EXAMPLE')).toEqual(['Attempt 1', 'login']);
    expect(labels('too_big')).toEqual(['Attempt 1', 'upload']);
    expect(labels('', true)).toEqual(['Attempt 1', 'upload']);
    expect(labels('nothing has it')).toEqual([]);
  });
});

describe('the scale of a timeline', () => {
  const at = (value: number) => START + value * 1_000;
  const busy = [
    { start: at(3_600), end: at(3_610) },
    { start: at(7_200), end: at(7_210) },
  ];

  it('folds idle gaps to slivers, and leaves time as it is when it is told to', () => {
    const folded = scaleOf(at(0), at(7_210), busy, true);
    expect(folded.folds.map(({ ms }) => ms)).toEqual([3_600_000, 3_590_000]);
    expect(folded.at(at(3_610)) - folded.at(at(3_600))).toBeCloseTo(0.47, 5);
    const plain = scaleOf(at(0), at(7_210), busy, false);
    expect(plain.folds).toEqual([]);
    expect(plain.at(at(3_605))).toBeCloseTo(0.5, 5);
  });

  it('keeps the order of times, its ends, and leads back from a place to its time', () => {
    const scale = scaleOf(at(0), at(7_210), busy, true);
    expect([scale.at(at(-5)), scale.at(at(0)), scale.at(at(7_210)), scale.at(at(9_000))]).toEqual([
      0, 0, 1, 1,
    ]);
    let before = -1;
    for (let second = 0; second <= 7_210; second += 5) {
      const place = scale.at(at(second));
      expect(place).toBeGreaterThan(before);
      expect(scale.timeAt(place)).toBeCloseTo(at(second), -2);
      before = place;
    }
  });

  it('has marks where time is open, at round distances', () => {
    const scale = scaleOf(at(0), at(7_210), busy, true);
    const ticks = ticksOf(scale, at(0), [0, 1], 7);
    expect(ticks.length).toBeGreaterThan(3);
    for (const { ms } of ticks) {
      expect(ms % 5_000).toBe(0);
      expect((ms >= 3_600_000 && ms <= 3_610_000) || ms >= 7_200_000).toBe(true);
    }
    expect(ticksOf(scaleOf(at(0), at(0), [], true), at(0), [0, 1], 7)).not.toEqual([]);
  });
});
