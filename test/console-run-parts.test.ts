import { describe, expect, it } from 'vitest';
import type { LogRowFragment, StageRowFragment } from '../console/src/api/generated/graphql.js';
import { readCsv } from '../console/src/run/artifacts/csv.js';
import { imageUrlOf, previewKindOf } from '../console/src/run/artifacts/kind.js';
import { cellsOf, gridOf, NO_CHUNK, nextOf, patched } from '../console/src/run/chunks/cells.js';
import { changeText, compareJson, compareStages } from '../console/src/run/compare/diff.js';
import { withoutAnsi } from '../console/src/run/logs/ansi.js';
import { matches, merged } from '../console/src/run/logs/log-lines.js';
import { labelSetsOf, labelText, overAllTimes } from '../console/src/run/metrics/label-sets.js';

const line = (at: string, cursor: string, more: Partial<LogRowFragment> = {}): LogRowFragment => ({
  cursor,
  at,
  level: 'INFO',
  message: 'step 1',
  attempt: 1,
  stageName: null,
  chunkId: null,
  fields: null,
  isCut: false,
  ...more,
});

describe('log lines', () => {
  it('are put together by time, each once, those of one time as they came', () => {
    const cursors = (lines: readonly LogRowFragment[]) => lines.map(({ cursor }) => cursor).join('');
    const read = [line('1', 'a'), line('3', 'c'), line('3', 'd')];
    expect(cursors(merged(read, [line('3', 'd'), line('3', 'e'), line('4', 'f')]))).toBe('acdef');
    expect(cursors(merged(read, [line('2', 'b')]))).toBe('abcd');
    expect(merged(read, [])).toBe(read);
  });

  it('that are pushed are held to the filter as those that are read', () => {
    const one = line('1', 'a', {
      level: 'ERROR',
      stageName: 'login',
      message: 'It FAILED',
      chunkId: 'chunk_1',
    });
    expect(matches({}, one)).toBe(true);
    expect(
      matches(
        { level: ['ERROR'], search: 'failed', attempt: 1, stageName: 'login', chunkId: 'chunk_1' },
        one,
      ),
    ).toBe(true);
    for (const filter of [
      { level: ['WARN' as const] },
      { search: 'else' },
      { attempt: 2 },
      { stageName: 'x' },
      { chunkId: 'y' },
    ])
      expect(matches(filter, one)).toBe(false);
  });

  it('lose what would colour a terminal, and nothing else', () => {
    expect(withoutAnsi('\u001b[1;31mred\u001b[0m \u001b[38;5;208morange\u001b[K')).toBe('red orange');
    expect(withoutAnsi('\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007')).toBe('link');
    expect(withoutAnsi('\u001b]0;title\u001b\\text')).toBe('text');
    expect(withoutAnsi('10 %\r50 %\r100 %\nnext\r\nlast\r')).toBe('100 %\nnext\nlast\r');
    expect(withoutAnsi('[31m is no escape: a[0]')).toBe('[31m is no escape: a[0]');
    expect(['\r', 'a\r', '\r\r', 'a\rb\r', '\ra\n\r'].map(withoutAnsi)).toEqual([
      '\r',
      'a\r',
      '\r',
      'b\r',
      'a\n\r',
    ]);
  });
});

describe('what a hostile worker writes', () => {
  const MANY = 4 * 1024 * 1024;

  // Looking through it once for each of its characters would take hours.
  it('is read once, however it is made', { timeout: 20_000 }, () => {
    expect(imageUrlOf({ contentType: 'image/png' }, `A${' '.repeat(MANY)}!`)).toBeNull();
    expect(withoutAnsi(`\r${'a'.repeat(MANY)}`)).toHaveLength(MANY);
    expect(withoutAnsi('\u001b]'.repeat(20_000))).toHaveLength(40_000);
  });
});

describe('the chunk grid', () => {
  const spans = [
    { start: 0, end: 2, status: 'COMPLETED' as const },
    { start: 2, end: 3, status: 'FAILED' as const },
    { start: 5, end: 6, status: 'PENDING' as const },
  ];

  it('has a cell for each index, and marks holes', () => {
    expect([...cellsOf(spans)]).toEqual([2, 2, 3, NO_CHUNK, NO_CHUNK, 0]);
    expect(cellsOf([]).length).toBe(0);
  });

  it('takes what changed, and stays the same where nothing did', () => {
    const cells = cellsOf(spans);
    expect(patched(cells, [{ chunkIndex: 2, status: 'FAILED' }])).toBe(cells);
    expect([
      ...patched(cells, [
        { chunkIndex: 2, status: 'PENDING' },
        { chunkIndex: 7, status: 'PROCESSING' },
      ]),
    ]).toEqual([2, 2, 0, NO_CHUNK, NO_CHUNK, 0, NO_CHUNK, 1]);
    expect(cells[2]).toBe(3);
  });

  it('leads to the next of a state, going round', () => {
    const cells = cellsOf(spans);
    expect([nextOf(cells, 'FAILED', 0), nextOf(cells, 'FAILED', 2), nextOf(cells, 'PROCESSING', 0)]).toEqual([
      2, 2, -1,
    ]);
  });

  it('fits what it can, and shows 100,000 with the smallest cells', () => {
    expect(gridOf(10, 1_000)).toEqual({ cell: 16, columns: 62, rows: 1 });
    const { cell, columns, rows } = gridOf(100_000, 1_100);
    expect(cell).toBe(3);
    expect(columns * rows).toBeGreaterThanOrEqual(100_000);
    expect(gridOf(5, 1)).toMatchObject({ columns: 1 });
  });
});

describe('artifacts', () => {
  it('are shown by their type, by their name where that says nothing, and never as HTML', () => {
    expect(previewKindOf({ name: 'a', contentType: 'text/markdown; charset=utf-8' })).toBe('markdown');
    expect(previewKindOf({ name: 'a.md', contentType: null })).toBe('markdown');
    expect(previewKindOf({ name: 'a', contentType: 'application/ld+json' })).toBe('json');
    expect(previewKindOf({ name: 'a.csv', contentType: 'text/plain' })).toBe('csv');
    expect(previewKindOf({ name: 'a.md', contentType: 'text/html' })).toBe('text');
    expect(previewKindOf({ name: 'page.html', contentType: 'application/xhtml+xml' })).toBe('text');
  });

  it('are pictures only where the picture is in the text', () => {
    expect(imageUrlOf({ contentType: 'image/png' }, 'iVBORw0K\n')).toBe('data:image/png;base64,iVBORw0K');
    expect(imageUrlOf({ contentType: 'image/png' }, 'data:image/gif;base64,R0lG')).toBe(
      'data:image/gif;base64,R0lG',
    );
    expect(imageUrlOf({ contentType: 'image/svg+xml' }, '<svg/>')).toBe('data:image/svg+xml,%3Csvg%2F%3E');
    for (const text of ['https://example.com/a.png', 'data:text/html;base64,PGI+', '<b>', ''])
      expect(imageUrlOf({ contentType: 'image/png' }, text)).toBeNull();
  });

  it('of rows are read with quotes, any separator, and a bound', () => {
    expect(readCsv('\ufeffa,b\r\n"x, ""y""\nz",2\r\n')).toEqual({
      head: ['a', 'b'],
      rows: [['x, "y"\nz', '2']],
      isCut: false,
    });
    expect(readCsv('a;b\n1;2').rows).toEqual([['1', '2']]);
    expect(readCsv('a\tb\n1\t2').head).toEqual(['a', 'b']);
    const long = readCsv(`n\n${Array.from({ length: 5_000 }, (_, n) => n).join('\n')}`);
    expect([long.rows.length, long.isCut]).toEqual([1_000, true]);
    expect(readCsv('')).toEqual({ head: [], rows: [], isCut: false });
  });
});

describe('two runs side by side', () => {
  it('differ leaf by leaf', () => {
    const rows = compareJson({ a: 1, b: { c: [1, 2] }, only: null }, { a: 1, b: { c: [1, 3] }, more: 'x' });
    const told = rows.map(({ left, right, isSame }) => [left, right, isSame]);
    expect(told).toEqual([
      [1, 1, true],
      [1, 1, true],
      [2, 3, false],
      [null, undefined, false],
      [undefined, 'x', false],
    ]);
    expect(compareJson({}, null)).toEqual([]);
    expect(compareJson('text', 'text')).toMatchObject([{ isSame: true }]);
  });

  it('compare the last attempt of each stage, all of a name together', () => {
    const stage = (
      name: string,
      attempt: number,
      durationMs: number | null,
      status: StageRowFragment['status'],
    ) => ({
      ...{ id: `${name}-${attempt}-${durationMs}`, name, attempt, durationMs, status },
      ...{ startedAt: '', endedAt: '', meta: {}, error: null },
    });
    const rows = compareStages(
      [stage('a', 1, 50, 'FAILED'), stage('a', 2, 10, 'SUCCEEDED'), stage('a', 2, 20, 'SUCCEEDED')],
      [stage('a', 1, 30, 'SUCCEEDED'), stage('b', 1, null, 'RUNNING')],
    );
    expect(rows).toEqual([
      {
        name: 'a',
        left: { ms: 30, status: 'SUCCEEDED', count: 2 },
        right: { ms: 30, status: 'SUCCEEDED', count: 1 },
        isSame: true,
      },
      { name: 'b', left: undefined, right: { ms: null, status: 'RUNNING', count: 1 }, isSame: false },
    ]);
  });

  it('say how much more or less', () => {
    expect([
      changeText(150, 100),
      changeText(50, 100),
      changeText(100, 100),
      changeText(1, 0),
      changeText(null, 1),
    ]).toEqual(['+50 %', '−50 %', '', '', '']);
  });
});

describe('labels of measurements', () => {
  it('are one set in whatever order they were written, and in an order that stays', () => {
    const sets = labelSetsOf([
      { labels: { host: 'b', gpu: 1 } },
      { labels: { gpu: 1, host: 'b' } },
      { labels: { gpu: 0, of: { b: 1, a: 2 } } },
      { labels: { of: { a: 2, b: 1 }, gpu: 0 } },
      { labels: null },
    ]);
    expect(sets.map(({ key }) => key)).toEqual([
      '{"gpu":0,"of":{"a":2,"b":1}}',
      '{"gpu":1,"host":"b"}',
      '{}',
    ]);
    expect(labelSetsOf([{ labels: { b: 1 } }, { labels: { a: 1 } }]).map(labelText)).toEqual(['a 1', 'b 1']);
  });

  it('have lines over the times of all, with nothing where they were not measured', () => {
    const point = (start: string, average: number) => ({
      start,
      average,
      min: average - 1,
      max: average + 1,
    });
    const { times, lines } = overAllTimes([
      [point('2026-01-01T00:00:00Z', 5), point('2026-01-01T00:00:02Z', 6)],
      [point('2026-01-01T00:00:01Z', 50)],
    ]);
    expect(times.map((time) => new Date(time).getUTCSeconds())).toEqual([0, 1, 2]);
    expect(lines.map(({ values }) => values)).toEqual([
      [5, null, 6],
      [null, 50, null],
    ]);
    expect(lines[0]?.band).toEqual({ low: [4, null, 5], high: [6, null, 7] });
  });
});
