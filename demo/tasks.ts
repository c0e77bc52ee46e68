import { DAY_MS, type Failure, HOUR_MS, type Ledger, MINUTE_MS, type Person } from './ledger.js';
import type { People } from './people.js';

interface TaskSpec {
  name: string;
  description: string;
  handler: string;
  runs: number;
  tags: string[];
  /** What a run is about, and how long it takes. */
  params: (n: number) => Record<string, string | number>;
  ms: number;
  failure: Failure;
  failureRate: number;
}

const DEMO_TASKS: readonly TaskSpec[] = [
  {
    name: 'Send email',
    description: 'Sends one message from the outbox.',
    handler: 'send-email',
    runs: 36,
    tags: ['mail'],
    params: (n) => ({ to: `customer-${n}@example.com`, template: n % 3 === 0 ? 'invoice' : 'reminder' }),
    ms: 900,
    failure: { code: 'MAILBOX_FULL', message: '452 4.2.2 Mailbox full' },
    failureRate: 0.12,
  },
  {
    name: 'Render invoice',
    description: 'Turns an invoice into a PDF.',
    handler: 'render-pdf',
    runs: 14,
    tags: ['billing'],
    params: (n) => ({ invoice: 20_260_100 + n }),
    ms: 4200,
    failure: { code: 'TEMPLATE', message: 'Template "invoice" has no field vat_id' },
    failureRate: 0.1,
  },
];

/** Plain background work, claimed by the name of its handler. */
export function addTasks(ledger: Ledger, people: People): void {
  for (const spec of DEMO_TASKS) addTask(ledger, people.demo, spec, people.projects.backOffice);
}

function addTask(ledger: Ledger, owner: Person, spec: TaskSpec, projectId: string): void {
  const { random, rows } = ledger;
  const job = ledger.addJob(owner, {
    kind: 'TASK',
    slug: spec.name.toLowerCase().replaceAll(' ', '-'),
    name: spec.name,
    description: spec.description,
    projectId,
    maxAttempts: 3,
    tags: spec.tags,
    createdAt: ledger.ago(31 * DAY_MS + random.int(0, 20) * HOUR_MS),
  });
  job.kindKey = spec.handler;
  rows.taskJobs.push({ jobId: job.id, ownerId: owner.id, handler: spec.handler });
  for (let n = 0; n < spec.runs; n++) {
    const fails = random.chance(spec.failureRate);
    const isOpen = n === spec.runs - 1;
    ledger.addRun(job, {
      queuedAt: isOpen
        ? ledger.ago(MINUTE_MS)
        : ledger.ago(((spec.runs - n) * 29 * DAY_MS) / spec.runs - random.int(0, 300) * MINUTE_MS),
      waitMs: random.int(50, 900),
      durationMs: spec.ms * (0.6 + random.next()),
      worker: `tasks-${random.int(1, 2)}`,
      trigger: 'API',
      origin: { name: 'shop', role: 'service' },
      params: spec.params(n),
      ending: isOpen
        ? { status: 'QUEUED' }
        : fails
          ? { status: 'FAILED', ...spec.failure }
          : { status: 'COMPLETED', itemsProcessed: 1 },
    });
  }
}
