import fc from 'fast-check';
import { TypeID } from 'typeid-js';
import { describe, expect, it } from 'vitest';
import { decodeId, encodeId } from '../src/core/ids.js';

describe('an id', () => {
  it('is written as TypeID has it, and read as it was written', () => {
    fc.assert(
      fc.property(fc.uuid({ version: [4, 7] }), (uuid) => {
        const id = encodeId('Execution', uuid);
        expect(id).toBe(TypeID.fromUUID('exec', uuid).toString());
        expect(decodeId(id)).toEqual({ type: 'Execution', uuid });
      }),
    );
    expect(encodeId('User', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF')).toBe('user_7zzzzzzzzzzzzzzzzzzzzzzzzz');
    expect(encodeId('User', '00000000-0000-0000-0000-000000000000')).toBe('user_00000000000000000000000000');
  });

  it.each([
    '',
    '019b0000-0000-7000-8000-00000000000',
    '019b000000007000800000000000000000000',
    'x'.repeat(36),
  ])('is made of a UUID only: %s', (uuid) => expect(() => encodeId('User', uuid)).toThrow(TypeError));
});
