import type { EventRowFragment, StageRowFragment } from '../../api/generated/graphql.js';
import { momentOf } from '../../ui/format.js';

/** A row of the timeline: time that was waited, an attempt, or a stage in it. */
export interface Step {
  id: string;
  kind: 'wait' | 'attempt' | 'stage';
  label: string;
  /** As the API has it, or WAITING. */
  status: string;
  attempt: number;
  start: number;
  /** Null while it goes on. */
  end: number | null;
  workerId: string | null;
  stage: StageRowFragment | null;
  /** Of an attempt: the event that ended it. */
  ended: EventRowFragment | null;
}

interface Subject {
  id: string;
  status: string;
  attempt: number;
  queuedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  workerId: string | null;
}

const ENDS = new Set(['REQUEUED', 'COMPLETED', 'FAILED', 'CANCELED']);

/** The steps of a run by time: its waits and attempts out of its events, each attempt followed by its stages. */
export function stepsOf(
  run: Subject,
  events: readonly EventRowFragment[],
  stages: readonly StageRowFragment[],
): Step[] {
  const spans = spansOf(run, events);
  const steps: Step[] = [];
  const rest = new Set(stages);
  for (const span of spans) {
    steps.push(span);
    if (span.kind !== 'attempt') continue;
    for (const stage of stages) {
      if (!rest.has(stage) || stage.attempt !== span.attempt) continue;
      steps.push(stageStep(stage));
      rest.delete(stage);
    }
  }
  // Of an attempt whose events are not known.
  for (const stage of rest) steps.push(stageStep(stage));
  return steps;
}

function stageStep(stage: StageRowFragment): Step {
  return {
    id: stage.id,
    kind: 'stage',
    label: stage.name,
    status: stage.status,
    attempt: stage.attempt,
    start: momentOf(stage.startedAt) ?? 0,
    end: momentOf(stage.endedAt),
    workerId: null,
    stage,
    ended: null,
  };
}

function spansOf(run: Subject, events: readonly EventRowFragment[]): Step[] {
  const spans: Step[] = [];
  const queuedAt = momentOf(run.queuedAt) ?? 0;
  const span = (kind: 'wait' | 'attempt', attempt: number, start: number): Step => ({
    id: `${kind}-${spans.length}`,
    kind,
    label:
      kind === 'attempt' ? `Attempt ${attempt}` : attempt === 1 ? 'Queued' : `Wait for attempt ${attempt}`,
    status: kind === 'attempt' ? 'RUNNING' : 'WAITING',
    attempt,
    start,
    end: null,
    workerId: null,
    stage: null,
    ended: null,
  });
  let open = span('wait', 1, queuedAt);
  spans.push(open);
  for (const event of events) {
    const at = momentOf(event.at) ?? 0;
    if (event.type === 'STARTED') {
      open.end = at;
      open = { ...span('attempt', event.attempt, at), workerId: event.workerId };
      spans.push(open);
    } else if (ENDS.has(event.type)) {
      open.end = at;
      if (open.kind === 'attempt') {
        open.ended = event;
        open.status = event.type === 'REQUEUED' ? 'FAILED' : event.type;
      }
      if (event.type !== 'REQUEUED') break;
      open = span('wait', event.attempt, at);
      spans.push(open);
    }
  }
  // Events can be fewer than what happened: they are kept for a shorter time, or still on their way.
  const startedAt = momentOf(run.startedAt);
  const finishedAt = momentOf(run.finishedAt);
  if (open.kind === 'wait' && startedAt !== null && startedAt >= open.start) {
    open.end = startedAt;
    open = { ...span('attempt', run.attempt, startedAt), workerId: run.workerId };
    spans.push(open);
  }
  if (finishedAt !== null && open.end === null) {
    open.end = finishedAt;
    if (open.kind === 'attempt') open.status = run.status;
  }
  return spans.filter(({ kind, start, end }) => kind === 'attempt' || end === null || end > start);
}

/** Which steps a search or "failed only" leaves. Attempts stay where one of their stages does. */
export function visibleSteps(steps: readonly Step[], text: string, isFailedOnly: boolean): Step[] {
  const needle = text.trim().toLowerCase();
  const isHit = (step: Step) =>
    (!isFailedOnly || step.status === 'FAILED') && (needle === '' || textOf(step).includes(needle));
  const attempts = new Set(
    steps.filter((step) => step.kind === 'stage' && isHit(step)).map((step) => step.attempt),
  );
  return steps.filter((step) => isHit(step) || (step.kind === 'attempt' && attempts.has(step.attempt)));
}

const texts = new WeakMap<object, string>();

/** All that can be found of a step, in small letters. */
function textOf(step: Step): string {
  const key = step.stage ?? step.ended;
  const known = key && texts.get(key);
  if (known !== undefined && known !== null) return known;
  const { stage, ended, label, workerId, status } = step;
  const text = [label, status, workerId, ended?.reason, stage && JSON.stringify([stage.meta, stage.error])]
    .filter(Boolean)
    .join('\n')
    .toLowerCase();
  if (key) texts.set(key, text);
  return text;
}
