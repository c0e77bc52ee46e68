import { describe, expect, it } from 'vitest';
import { parseSearch } from '../console/src/app/search.js';
import { readFailuresQuery, sortFailures } from '../console/src/failures/failures-query.js';
import { chosenWorkers, readWorkersAddress } from '../console/src/workers/workers-query.js';

const FROM = '2026-11-25T12:00:00.000Z';
const failures = (text: string) => readFailuresQuery(parseSearch(text), FROM);
const workers = (text: string) => readWorkersAddress(parseSearch(text));

describe('the address of the list of failures', () => {
  it('asks for open ones of the range, the most frequent first', () => {
    expect(failures('')).toEqual({
      tab: 'OPEN',
      sort: 'count',
      filter: { queuedAt: { from: FROM } },
      open: null,
      problems: [],
    });
  });

  it('holds the state, the order, every filter and the group that is open', () => {
    const text =
      'state=IGNORED&sort=last&kind=BOT&kind=TASK&job=bot_1&code=HTTP_403&stage=navigate&group=fe3e&owner=account_1';
    expect(failures(text)).toEqual({
      tab: 'IGNORED',
      sort: 'last',
      filter: {
        queuedAt: { from: FROM },
        kind: ['BOT', 'TASK'],
        jobIds: ['bot_1'],
        errorCode: ['HTTP_403'],
        failedStage: ['navigate'],
      },
      open: { fingerprint: 'fe3e', owner: 'account_1' },
      problems: [],
    });
  });

  it('names what makes no sense, cut, and leaves it out', () => {
    const { tab, sort, filter, problems } = failures(`state=GONE&sort=${'x'.repeat(90)}&kind=BOAT&kind=BOT`);
    expect({ tab, sort, kind: filter.kind }).toEqual({ tab: 'OPEN', sort: 'count', kind: ['BOT'] });
    expect(problems.toSorted()).toEqual([
      'kind: there is no "BOAT".',
      `sort: there is no "${'x'.repeat(40)}".`,
      'state: there is no "GONE".',
    ]);
  });

  it('orders groups by the most or the newest first, and keeps the API’s order among equals', () => {
    const group = (name: string, count: number, firstSeenAt: string, lastSeenAt: string) => ({
      name,
      count,
      firstSeenAt,
      lastSeenAt,
    });
    const groups = [
      group('a', 5, '2026-11-01T00:00:00Z', '2026-11-20T00:00:00Z'),
      group('b', 5, '2026-11-02T00:00:00Z', '2026-11-22T00:00:00Z'),
      group('c', 1, '2026-11-03T00:00:00Z', '2026-11-21T00:00:00Z'),
    ];
    const names = (sort: 'count' | 'first' | 'last') => sortFailures(groups, sort).map(({ name }) => name);
    expect([names('count'), names('first'), names('last')].map((one) => one.join(''))).toEqual([
      'abc',
      'cba',
      'bca',
    ]);
  });
});

describe('the address of the list of workers', () => {
  const NOW = Date.parse('2026-11-26T12:00:00Z');
  const worker = (id: string, holding: number, state: 'WORKING' | 'QUIET' | 'AWAY', completed: number) => ({
    id,
    holding,
    state,
    completed,
    failed: 0,
    lastSeenAt: state === 'WORKING' ? '2026-11-26T11:59:30Z' : '2026-11-26T09:00:00Z',
  });
  const rows = [
    worker('crawl-1', 0, 'AWAY', 9),
    worker('Crawl-2', 1, 'WORKING', 4),
    worker('mail-1', 2, 'QUIET', 1),
  ];
  const shown = (text: string) => chosenWorkers(rows, workers(text), NOW).map(({ id }) => id);

  it('shows those that need somebody first, or in another order', () => {
    expect(shown('')).toEqual(['mail-1', 'Crawl-2', 'crawl-1']);
    expect(shown('sort=completed')).toEqual(['crawl-1', 'Crawl-2', 'mail-1']);
  });

  it('narrows them by what they hold and by a part of the name', () => {
    expect(shown('show=HOLDING')).toEqual(['mail-1', 'Crawl-2']);
    expect(shown('show=QUIET')).toEqual(['mail-1']);
    expect(shown('q=+CRAWL-')).toEqual(['Crawl-2', 'crawl-1']);
  });

  it('names what makes no sense', () => {
    expect(workers('show=SOME&sort=name&worker=w').problems).toHaveLength(2);
    expect(workers('worker=w').open).toEqual({ id: 'w', owner: null });
  });
});
