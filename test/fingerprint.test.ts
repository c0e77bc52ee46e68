import { describe, expect, it } from 'vitest';
import { fingerprint } from '../src/executions/end/fingerprint.js';

describe('fingerprint', () => {
  it.each([
    ['Timeout after 30 s', 'Timeout after 4.5 s'],
    ["No element '#row-1' on the page", "No element '#other' on the page"],
    ['https://a.example.com/x?y=1 answered 503', 'http://b.example.org/ answered 503'],
    ['No such file: /srv/in/1.pdf', 'No such file: C:\\inbox\\2.pdf'],
    ['Lost 0198c1e2-7a55-7abc-8def-0123456789ab', 'Lost exec_01k0000000e00800000000000a'],
    ['commit deadbeef12 failed', 'commit 0123456789abcdef failed'],
    ['Gone\n  at once', ' gone at once '],
  ])('is equal for %j and %j', (one, other) => {
    expect(fingerprint(one, 'X')).toBe(fingerprint(other, 'X'));
    expect(fingerprint(one, 'X')).toMatch(/^[0-9a-f]{16}$/);
  });

  it('differs by words and by code', () => {
    expect(fingerprint('Disk full')).not.toBe(fingerprint('Disk failed'));
    expect(fingerprint('Disk full', 'A')).not.toBe(fingerprint('Disk full', 'B'));
    expect(fingerprint("can't open, won't close")).not.toBe(fingerprint("can't read, won't close"));
  });

  it('takes a long message in no time', () => {
    const began = performance.now();
    for (const unit of ['a', "'", '/', 'a/', '1.', '"a ']) fingerprint(unit.repeat(1_000_000));
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
