import { describe, expect, it } from 'vitest';
import { isolated } from '../console/src/ui/isolated.js';

describe('a name in a sentence', () => {
  it('is between the characters that isolate it', () => {
    expect(`${isolated('Tidy')} is deleted`).toBe('\u2068Tidy\u2069 is deleted');
  });

  it('cannot end what isolates it', () => {
    expect(isolated('a\u2069\u202eb\u2066c\u2067d\u2068e')).toBe('\u2068a\u202ebcde\u2069');
  });
});
