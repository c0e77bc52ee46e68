import { type AgentSpec, artifact, barChart, json } from './agent-spec.js';

/** The second half of the eight tasks. */
export const MORE_AGENT_TASKS: readonly AgentSpec[] = [
  {
    name: 'Test Generation',
    description: 'Finds branches without a test and writes one for each.',
    runs: 'CFCCFCC',
    model: 'claude-sonnet',
    temperature: 0.1,
    tools: ['coverage', 'test_runner', 'git'],
    maxRounds: 12,
    memorySize: 80,
    maxAttempts: 2,
    tags: ['engineering', 'nightly'],
    seconds: 540,
    steps: ['Measure coverage', 'Choose branches', 'Write tests', 'Run them', 'Drop the flaky ones'],
    summary: 'Nine tests kept, two dropped because they depend on the clock.',
    items: 'branches covered',
    failures: [
      {
        code: 'BUILD_FAILED',
        message: "Cannot find module './fixtures-7f3a' from /srv/checkouts/4977/test",
        details: { phase: 'test_runner' },
      },
      { code: 'NO_PROGRESS', message: 'No new branch covered in 6 rounds', details: { rounds: 6 } },
    ],
    artifacts: [
      artifact(
        'backoff.test.ts',
        'CODE',
        'text/typescript',
        () =>
          "import { expect, it } from 'vitest';\nimport { backoff } from './backoff.js';\n\nit('never waits longer than the cap', () => {\n  expect(backoff(40)).toBe(60_000);\n});\n",
      ),
      artifact('coverage.json', 'DATA', 'application/json', ({ items }) =>
        json({ before: 0.81, after: 0.86, branches: items }),
      ),
      artifact('test_run.log', 'LOG', 'text/plain', ({ items }) => `${items} passed\n2 dropped (clock)\n`),
      artifact(
        'summary.md',
        'REPORT',
        'text/markdown',
        ({ number }) => `# Tests, run ${number}\n\nBackoff, pool and parser are covered now.\n`,
      ),
    ],
  },
  {
    name: 'Contract Risk Review',
    description: 'Marks clauses that differ from the house template, by risk.',
    runs: 'CCF',
    model: 'gpt-4',
    temperature: 0,
    tools: ['document_reader', 'clause_library'],
    maxRounds: 6,
    memorySize: 60,
    maxAttempts: 1,
    tags: ['legal'],
    seconds: 330,
    steps: ['Read the contract', 'Match clauses', 'Rate deviations', 'Write remarks'],
    summary: 'Three clauses differ; the liability cap is missing.',
    items: 'clauses read',
    failures: [
      {
        code: 'UNREADABLE',
        message: 'Page 14 of "supply-agreement.pdf" has no text layer',
        details: { page: 14 },
      },
    ],
    artifacts: [
      artifact(
        'risk_report.md',
        'REPORT',
        'text/markdown',
        ({ items }) =>
          `# Risk review\n\n${items} clauses.\n\n- **High**: no cap on liability (clause 11).\n- **Medium**: notice of 14 days (clause 19).\n- **Low**: foreign venue (clause 23).\n`,
      ),
      artifact('clauses.csv', 'DATA', 'text/csv', () => 'clause,risk\n11,high\n19,medium\n23,low\n'),
      artifact(
        'template.yaml',
        'CONFIG',
        'application/yaml',
        () => 'liability_cap: required\nnotice_days: 30\nvenue: home\n',
      ),
      artifact(
        'remarks.txt',
        'OTHER',
        'text/plain',
        () => 'Ask for a cap of twelve months of fees before anything else.\n',
      ),
    ],
  },
  {
    name: 'Support Triage',
    description: 'Sorts new support mail by product and urgency, and drafts first answers.',
    runs: 'CCCXQ',
    model: 'gpt-4o-mini',
    temperature: 0.4,
    tools: ['mailbox', 'knowledge_base'],
    maxRounds: 3,
    memorySize: 30,
    maxAttempts: 1,
    tags: ['support'],
    seconds: 150,
    steps: ['Read new mail', 'Classify', 'Look up answers', 'Draft'],
    summary: 'Most mail is about the new sign-in page.',
    items: 'mails sorted',
    failures: [{ code: 'MAILBOX', message: 'Mailbox refused the connection after 30 s' }],
    artifacts: [
      artifact(
        'triage.csv',
        'DATA',
        'text/csv',
        ({ items }) => `topic,mails\nsign-in,${items - 9}\nbilling,6\nexport,3\n`,
      ),
      artifact(
        'drafts.md',
        'REPORT',
        'text/markdown',
        () =>
          '# Drafts\n\n> I cannot sign in since yesterday.\n\nPlease ask for a new link; those of before the move are no longer valid.\n',
      ),
      artifact('classifier.json', 'CONFIG', 'application/json', () =>
        json({ topics: ['sign-in', 'billing', 'export'], threshold: 0.7 }),
      ),
      artifact(
        'run.log',
        'LOG',
        'text/plain',
        ({ items }) => `${items} mails read\n${items - 4} drafts\n4 left to people\n`,
      ),
    ],
  },
  {
    name: 'Data Quality Audit',
    description: "Checks last night's tables for gaps, duplicates and drift.",
    runs: 'FCFC',
    model: 'claude-sonnet',
    temperature: 0.1,
    tools: ['sql', 'statistics'],
    maxRounds: 7,
    memorySize: 90,
    maxAttempts: 1,
    tags: ['data', 'nightly'],
    seconds: 380,
    steps: ['List tables', 'Profile columns', 'Compare with last week', 'Rate findings'],
    summary: 'Orders of one warehouse arrive twice.',
    items: 'columns profiled',
    failures: [
      {
        code: 'SQL_TIMEOUT',
        message: 'Statement canceled after 60000 ms on orders_2291',
        reason: 'TIMEOUT',
        details: { table: 'orders' },
      },
      {
        code: 'SQL_TIMEOUT',
        message: 'Statement canceled after 60000 ms on orders_2304',
        reason: 'TIMEOUT',
        details: { table: 'orders' },
      },
    ],
    artifacts: [
      artifact(
        'audit.md',
        'REPORT',
        'text/markdown',
        ({ day, items }) =>
          `# Audit of ${day}\n\n${items} columns.\n\n- \`orders\`: warehouse 7 twice.\n- \`prices\`: no gap.\n`,
      ),
      artifact(
        'duplicates.sql',
        'CODE',
        'application/sql',
        () => 'SELECT order_no, count(*)\nFROM orders\nGROUP BY order_no\nHAVING count(*) > 1;\n',
      ),
      artifact('profile.json', 'DATA', 'application/json', ({ items }) =>
        json({ columns: items, nulls: 0.013, duplicates: 412 }),
      ),
      artifact('drift.svg', 'IMAGE', 'image/svg+xml', () =>
        barChart('Rows by day', [70, 72, 69, 71, 96, 98, 97]),
      ),
    ],
  },
];
