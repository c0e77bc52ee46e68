import { describe, expect, it } from 'vitest';
import { selectAll, selectRow } from '../console/src/ui/selection.js';

const keys = ['a', 'b', 'c', 'd', 'e'];
const none = new Set<string>();

describe('the rows that are chosen', () => {
  it('are one, or all from the last one to it in either direction', () => {
    expect([...selectRow(none, keys, 'b', true, null)]).toEqual(['b']);
    expect([...selectRow(none, keys, 'd', true, 'b')]).toEqual(['b', 'c', 'd']);
    expect([...selectRow(new Set(keys), keys, 'b', false, 'd')]).toEqual(['a', 'e']);
  });

  it('are one alone when the row that the range began at is gone', () => {
    expect([...selectRow(none, keys, 'c', true, 'gone')]).toEqual(['c']);
  });

  it('keep those that are not shown', () => {
    const elsewhere = new Set(['z']);
    expect([...selectAll(elsewhere, keys, true)]).toEqual(['z', ...keys]);
    expect([...selectAll(new Set(['z', ...keys]), keys, false)]).toEqual(['z']);
    expect(elsewhere.size).toBe(1);
  });
});
