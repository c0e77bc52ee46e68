import type { Sample } from './samples.js';

/** A list as it is asked for, and what it is called. */
export interface ListQuery {
  label: string;
  query: string;
}

const executionFiltersOf = (sample: Sample) => [
  '',
  'kind: [CRAWL]',
  'status: [FAILED]',
  'status: [QUEUED]',
  'status: [RUNNING]',
  'status: [QUEUED, RUNNING]',
  'status: [FAILED, CANCELED]',
  'trigger: [MANUAL]',
  'trigger: [RETRY]',
  'failureReason: [TIMEOUT]',
  'failureReason: [TIMEOUT, WORKER_LOST]',
  `botId: ["${sample.botId}"]`,
  'tags: ["postmortem"]',
  'tags: ["vip"]',
  'tags: ["vip", "postmortem"]',
  `workerId: "${sample.workerId}"`,
  'dispatch: [EXTERNAL]',
  'errorCode: ["DISK_FULL"]',
  'errorCode: ["DNS", "HTTP_503"]',
  `errorFingerprint: ["${sample.errorFingerprint}"]`,
  'externalId: ["no-such-run"]',
  'externalId: ["no-such-run"], externalSystem: "no-such-system"',
  `failedStage: ["${sample.failedStage}"]`,
  'failedStage: ["no-such-stage"]',
  `jobId: "${sample.jobId}"`,
  `ids: ["${sample.executionId}"]`,
  `queuedAt: { from: "${sample.from}", to: "${sample.to}" }`,
  `startedAt: { from: "${sample.from}", to: "${sample.to}" }`,
  `finishedAt: { from: "${sample.from}", to: "${sample.to}" }`,
  `queuedAt: { from: "${sample.from}", to: "${sample.to}" }, error: "time"`,
  `queuedAt: { from: "${sample.from}", to: "${sample.to}" }, durationMs: { min: 1000, max: 2000 }`,
  'status: [FAILED], kind: [CRAWL]',
];
/** The orders of executions. */
export const orders = ['QUEUED_AT', 'STARTED_AT', 'FINISHED_AT', 'DURATION'];

/** Every filter and every order of the lists, for who has what the sample names. */
export function* listQueries(sample: Sample): Generator<ListQuery> {
  for (const order of orders) {
    for (const filter of executionFiltersOf(sample)) {
      if (order !== 'QUEUED_AT' && (filter.includes('error:') || filter.includes('durationMs'))) continue;
      for (const direction of order === 'QUEUED_AT' || filter === '' || filter.includes('status')
        ? ['DESC', 'ASC']
        : ['DESC']) {
        const where = filter && `filter: { ${filter} }, `;
        yield {
          label: `executions ${order} ${direction} ${filter}`,
          query: `{ executions(first: 50, ${where}orderBy: { field: ${order}, direction: ${direction} }) { nodes { id status } } }`,
        };
      }
    }
  }
  for (const count of ['count { value }', 'countsByStatus { count }']) {
    for (const filter of ['', 'kind: [CRAWL]', 'tags: ["postmortem"]', 'status: [FAILED]']) {
      const where = filter && `(filter: { ${filter} })`;
      yield { label: `executions ${count} ${filter}`, query: `{ executions${where} { ${count} } }` };
    }
  }
  const others = [
    'chunks(first: 50) { nodes { id } }',
    'chunks(first: 50, filter: { status: [FAILED] }) { nodes { id } }',
    'chunks(first: 50, filter: { status: [PROCESSING] }) { nodes { id } }',
    'chunks(first: 50, filter: { retryCount: { min: 1 } }) { nodes { id } }',
    'chunks(first: 50, filter: { priority: { min: 9 } }) { nodes { id } }',
    'chunks(first: 50, orderBy: { field: PRIORITY, direction: DESC }) { nodes { id } }',
    'chunks(first: 50, orderBy: { field: PRIORITY, direction: ASC }) { nodes { id } }',
    'chunks(first: 50, filter: { status: [PENDING] }, orderBy: { field: PRIORITY, direction: DESC }) { nodes { id } }',
    'summaries(first: 50) { nodes { id } }',
    'summaries(first: 50, filter: { isPlayground: true }) { nodes { id } }',
    `summaries(first: 50, filter: { xUsername: "${sample.xUsername}" }) { nodes { id } }`,
    `summaries(first: 50, filter: { topics: ["${sample.topic}"] }) { nodes { id } }`,
    'metrics(first: 50) { nodes { id } }',
    `metrics(first: 50, filter: { name: ["${sample.metric}"] }) { nodes { id } }`,
    'metrics(first: 50, filter: { metricType: [TIMER] }) { nodes { id } }',
    'artifacts(first: 50) { nodes { id } }',
    'artifacts(first: 50, filter: { artifactType: [REPORT] }) { nodes { id } }',
    'jobs(first: 50) { nodes { id } }',
    'jobs(first: 50, filter: { latestStatus: [CANCELED] }) { nodes { id } }',
    'jobs(first: 50, filter: { hasExecutions: false }) { nodes { id } }',
    'jobs(first: 50, filter: { hasSchedule: true }) { nodes { id } }',
    'jobs(first: 50, filter: { hasSchedule: false }) { nodes { id } }',
    'scheduleTicks(first: 50) { nodes { id } }',
    'scheduleTicks(first: 50, skipped: true) { nodes { id } }',
    'scheduleTicks(first: 50, skipped: false) { nodes { id } }',
    `scheduleTicks(first: 50, jobId: "${sample.jobId}") { nodes { id } }`,
    'jobs(first: 50, orderBy: { field: NEXT_RUN_AT, direction: ASC }) { nodes { id latestExecution { id status } } }',
    'executions(first: 50) { nodes { id job { name } chunks(first: 5) { nodes { id status } } } }',
    'jobs(first: 50) { nodes { id totalRuns executions(first: 5) { nodes { id } count { value } } } }',
  ];
  for (const query of others) yield { label: query.slice(0, 80), query: `{ ${query} }` };
}
