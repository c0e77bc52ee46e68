import { describe, expect, it } from 'vitest';
import { type Failure, fingerprint } from '../src/executions/end/fingerprint/fingerprint.js';
import { ALIKE, APART, STACKS } from './support/failure-pairs.js';

const of = (failure: Failure) => fingerprint(failure).value;

describe('fingerprint', () => {
  it.each(ALIKE)('is equal for %j and %j', (one, other) => {
    expect(of({ message: one, code: 'X' })).toBe(of({ message: other, code: 'X' }));
    expect(fingerprint({ message: one })).toEqual({
      value: expect.stringMatching(/^[0-9a-f]{16}$/),
      version: 1,
    });
  });

  it.each(APART)('differs for %j and %j', (one, other) => {
    expect(of({ message: one, code: 'X' })).not.toBe(of({ message: other, code: 'X' }));
  });

  it.each(STACKS)('takes a stack of %s for where it is from', (_language, one, alike, apart) => {
    const [first, second, third] = [one, alike, apart].map((failure) => of({ message: '', ...failure }));
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('differs by code, and is the worker’s own where it has one', () => {
    expect(of({ message: 'Disk full', code: 'A' })).not.toBe(of({ message: 'Disk full', code: 'B' }));
    expect(fingerprint({ message: 'a', code: 'b', own: 'mine' })).toEqual({ value: 'mine', version: 0 });
  });

  const UNITS = [
    'a',
    "'",
    '"a',
    '/',
    'a/',
    '1.',
    '"a ',
    '::',
    'a:',
    ')=(',
    'x@',
    'Aa',
    '0x',
    '](',
    '\u001b[',
    '://',
    'a.b-',
    'é1',
    '«',
  ];
  it.each(UNITS)('takes much of %j in no time', (unit) => {
    const text = unit.repeat(65_536 / unit.length);
    for (const message of [
      text,
      `at ${text}`,
      `File "${text}`,
      `goroutine\n${text}.go:1`,
      `${unit}\n`.repeat(20_000),
    ]) {
      const began = performance.now();
      fingerprint({ message, details: { stack: text, traceback: [text, text] } });
      expect(performance.now() - began).toBeLessThan(250);
    }
  });

  it('takes details of any shape', () => {
    const loop: Record<string, unknown> = {};
    loop.error = loop;
    for (const details of [
      null,
      1,
      'x',
      [],
      [[[[]]]],
      { stack: 1 },
      { stack: [null, 1] },
      { type: {} },
      loop,
      { frames: [] },
    ]) {
      expect(of({ message: 'm', details })).toMatch(/^[0-9a-f]{16}$/);
    }
  });
});

it('looks at the innermost places of a stack, however many there are', () => {
  const stack = (outermost: string) =>
    [
      'Error: too deep',
      ...Array<string>(60).fill('at walk (tree.js:1:2)'),
      `at ${outermost} (main.js:3:4)`,
    ].join('\n');
  const of = (outermost: string) =>
    fingerprint({ message: 'too deep', details: { stack: stack(outermost) } });
  expect(of('start')).toEqual(of('restart'));
});
