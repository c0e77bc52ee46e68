import { type AgentSpec, artifact, barChart, json } from './agent-spec.js';
import { MORE_AGENT_TASKS } from './more-agent-tasks.js';

/** Seed 003's eight tasks: its two, and six like them. */
export const AGENT_TASKS: readonly AgentSpec[] = [
  {
    name: 'Market Analysis',
    description: 'Comprehensive market analysis of one segment, with sources.',
    runs: 'CCFCC',
    model: 'gpt-4',
    temperature: 0.7,
    tools: ['web_search', 'data_analysis'],
    maxRounds: 5,
    memorySize: 50,
    maxAttempts: 1,
    tags: ['research', 'weekly'],
    seconds: 420,
    steps: ['Collect sources', 'Extract figures', 'Compare with last quarter', 'Write the report'],
    summary: 'Demand for heat pumps grows in the north and is flat in the south.',
    items: 'sources read',
    failures: [
      {
        code: 'RATE_LIMITED',
        message: 'Search provider answered 429: retry after 118 s',
        details: { provider: 'web_search', status: 429 },
      },
    ],
    artifacts: [
      artifact(
        'analysis_report.md',
        'REPORT',
        'text/markdown',
        ({ number, day, items }) =>
          `# Heat pumps, run ${number}\n\n${day}, ${items} sources.\n\n## Findings\n\n- Orders in the north rose by a quarter.\n- Installers, not devices, are what is short.\n- Two vendors left the southern market.\n`,
      ),
      artifact('segment_shares.svg', 'IMAGE', 'image/svg+xml', () =>
        barChart('Share by vendor', [92, 74, 51, 33, 20, 12, 8]),
      ),
      artifact(
        'vendors.csv',
        'DATA',
        'text/csv',
        () =>
          'vendor,share,change\nNordvarm,0.31,0.04\nCalora,0.24,-0.01\nHeliotherm,0.17,0.02\nothers,0.28,-0.05\n',
      ),
      artifact(
        'sources.bib',
        'OTHER',
        'application/x-bibtex',
        ({ day }) =>
          `@misc{registry, title = {Installation registry}, note = {read on ${day}}}\n@misc{survey, title = {Installer survey}}\n`,
      ),
    ],
  },
  {
    name: 'Code Review',
    description: 'Reads a pull request and comments on defects, tests and naming.',
    runs: 'CCCFCCCR',
    model: 'claude-sonnet',
    temperature: 0.2,
    tools: ['git', 'static_analysis', 'test_runner'],
    maxRounds: 8,
    memorySize: 120,
    maxAttempts: 2,
    tags: ['engineering'],
    seconds: 260,
    steps: ['Fetch the diff', 'Run the linters', 'Run the tests', 'Read file by file', 'Write comments'],
    summary: 'Two defects found, one of them a race on startup.',
    items: 'files read',
    failures: [
      {
        code: 'TEST_TIMEOUT',
        message: 'Test run in /srv/checkouts/4812/repo did not end within 900 s',
        details: { phase: 'test_runner' },
      },
    ],
    artifacts: [
      artifact(
        'review.md',
        'REPORT',
        'text/markdown',
        ({ number, items }) =>
          `# Review ${number}\n\n${items} files.\n\n1. \`pool.ts:88\`: the timer is started before the pool is ready.\n2. \`retry.ts:31\`: the wait is never capped.\n`,
      ),
      artifact(
        'suggested.patch',
        'CODE',
        'text/x-diff',
        () =>
          '--- a/src/retry.ts\n+++ b/src/retry.ts\n@@ -31 +31 @@\n-  const wait = base * 2 ** attempt;\n+  const wait = Math.min(base * 2 ** attempt, MAX_WAIT_MS);\n',
      ),
      artifact(
        'lint.log',
        'LOG',
        'text/plain',
        ({ items }) => `checked ${items} files\nsrc/pool.ts:88 warning no-floating-promises\n1 warning\n`,
      ),
      artifact(
        'review.yaml',
        'CONFIG',
        'application/yaml',
        () => 'rules:\n  tests: required\n  max_comments: 12\nlanguages: [typescript, sql]\n',
      ),
    ],
  },
  {
    name: 'Release Notes',
    description: 'Turns merged changes into notes that customers can read.',
    runs: 'CCFCCC',
    model: 'gpt-4o-mini',
    temperature: 0.5,
    tools: ['git', 'issue_tracker'],
    maxRounds: 4,
    memorySize: 40,
    maxAttempts: 1,
    tags: ['engineering', 'weekly'],
    seconds: 95,
    steps: ['List merged changes', 'Group by area', 'Write for customers'],
    summary: 'Eleven changes in three groups, one of them breaking.',
    items: 'changes read',
    failures: [
      {
        code: 'CONTEXT_LENGTH',
        message: 'Prompt of 141982 tokens is over the limit of 128000',
        details: { tokens: 141_982 },
      },
    ],
    artifacts: [
      artifact(
        'release_notes.md',
        'REPORT',
        'text/markdown',
        ({ number, items }) =>
          `# 2.${number}\n\n${items} changes.\n\n## Breaking\n\n- Tokens of before 2.0 are refused.\n\n## Better\n\n- Lists open twice as fast.\n`,
      ),
      artifact('changes.json', 'DATA', 'application/json', ({ number }) =>
        json({ version: `2.${number}.0`, groups: { breaking: 1, features: 4, fixes: 6 } }),
      ),
      artifact(
        'announcement.txt',
        'OTHER',
        'text/plain',
        ({ number }) => `Version 2.${number} is out: faster lists, safer tokens.\n`,
      ),
      artifact('notes.toml', 'CONFIG', 'application/toml', () => 'audience = "customers"\nmax_items = 15\n'),
    ],
  },
  {
    name: 'Incident Postmortem',
    description: 'Builds a timeline from alerts, logs and chat, and drafts the postmortem.',
    runs: 'CXCC',
    model: 'gpt-4',
    temperature: 0.3,
    tools: ['log_search', 'metrics', 'chat_history'],
    maxRounds: 10,
    memorySize: 200,
    maxAttempts: 1,
    tags: ['operations'],
    seconds: 610,
    steps: ['Collect alerts', 'Align clocks', 'Find the first symptom', 'Find the cause', 'Draft'],
    summary: 'A full disk on the primary stopped writes for nine minutes.',
    items: 'log lines read',
    failures: [
      { code: 'LOG_GAP', message: 'No log lines between 14:02 and 14:19', details: { service: 'ingest' } },
    ],
    artifacts: [
      artifact(
        'postmortem.md',
        'REPORT',
        'text/markdown',
        ({ day, items }) =>
          `# Writes refused, ${day}\n\nFrom ${items} log lines.\n\n| time | what |\n|---|---|\n| 14:02 | disk at 97 % |\n| 14:05 | first refused write |\n| 14:14 | space freed |\n`,
      ),
      artifact('timeline.json', 'DATA', 'application/json', () =>
        json([
          { at: '14:02', level: 'warn' },
          { at: '14:05', level: 'error' },
          { at: '14:14', level: 'info' },
        ]),
      ),
      artifact(
        'primary.log',
        'LOG',
        'text/plain',
        () =>
          '14:02:11 WARN disk at 97 %\n14:05:40 ERROR could not extend file\n14:14:03 INFO checkpoint complete\n',
      ),
      artifact('disk_usage.svg', 'IMAGE', 'image/svg+xml', () =>
        barChart('Disk in percent', [61, 68, 77, 85, 93, 97, 54]),
      ),
    ],
  },
  ...MORE_AGENT_TASKS,
];
