import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../src/core/settings.js';
import { loadConfig } from '../src/server/config.js';
import { createTokenCipher, TokenCipherError } from '../src/verification/token-cipher.js';
import { keysInFolder, parseTokenKeys, type TokenKey } from '../src/verification/token-keys.js';

const key = (id: string): TokenKey => ({ id, key: randomBytes(32) });
const [one, two] = [key('one'), key('two')];
const ada = { userId: randomUUID(), token: 'access' } as const;

describe('the cipher', () => {
  const cipher = createTokenCipher([one]);

  it('gives back what it got', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uuid(), (text, userId) => {
        const name = { userId, token: 'refresh' } as const;
        expect(cipher.decrypt(cipher.encrypt(text, name), cipher.keyId, name)).toBe(text);
      }),
    );
  });

  it('uses an IV of 96 bits once', () => {
    const ivs = Array.from({ length: 1_000 }, () =>
      cipher.encrypt('same', ada).subarray(0, 12).toString('hex'),
    );
    expect(new Set(ivs).size).toBe(1_000);
    expect(cipher.encrypt('same', ada)).toHaveLength(12 + 4 + 16);
  });

  it('opens nothing under another name: another user’s, or the other token', () => {
    const ciphertext = cipher.encrypt('secret', ada);
    for (const other of [
      { ...ada, userId: randomUUID() },
      { ...ada, token: 'refresh' as const },
    ]) {
      expect(() => cipher.decrypt(ciphertext, cipher.keyId, other)).toThrow(TokenCipherError);
    }
  });

  it('opens nothing that was changed or cut', () => {
    const ciphertext = cipher.encrypt('secret', ada);
    for (let place = 0; place < ciphertext.length; place += 1) {
      const changed = Buffer.from(ciphertext);
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect(() => cipher.decrypt(changed, cipher.keyId, ada)).toThrow(TokenCipherError);
      expect(() => cipher.decrypt(ciphertext.subarray(0, place), cipher.keyId, ada)).toThrow(
        TokenCipherError,
      );
    }
  });

  it('encrypts with the first key, opens with all it knows, and with no other', () => {
    const ciphertext = cipher.encrypt('secret', ada);
    const rotated = createTokenCipher([two, one]);
    expect(rotated.keyId).toBe('two');
    expect(rotated.decrypt(ciphertext, 'one', ada)).toBe('secret');
    expect(createTokenCipher([two]).decrypt(rotated.encrypt('secret', ada), 'two', ada)).toBe('secret');
    for (const keyId of ['one', 'three', '']) {
      expect(() => createTokenCipher([two]).decrypt(ciphertext, keyId, ada)).toThrow(TokenCipherError);
    }
    expect(() => createTokenCipher([{ ...two, id: 'one' }]).decrypt(ciphertext, 'one', ada)).toThrow(
      TokenCipherError,
    );
    expect(() => createTokenCipher([])).toThrow('a cipher needs a key');
  });
});

describe('TOKEN_KEYS', () => {
  const written = ({ id, key: bytes }: TokenKey) => `${id}:${bytes.toString('base64')}`;

  it('are the keys, the current one first; none if left out', () => {
    expect(loadConfig({ TOKEN_KEYS: `${written(one)}, ${written(two)}` }).tokenKeys).toEqual([one, two]);
    expect(loadConfig({}).tokenKeys).toBeUndefined();
  });

  it.each([
    'one',
    'one:',
    'one:dG9vIHNob3J0',
    `one:${randomBytes(31).toString('base64')}`,
    `one:${randomBytes(33).toString('base64')}`,
    `one:${randomBytes(32).toString('hex')}`,
    `:${randomBytes(32).toString('base64')}`,
    `with space:${randomBytes(32).toString('base64')}`,
    `${written(one)},`,
    `${written(one)},${written(one)}`,
    `${'x'.repeat(33)}:${randomBytes(32).toString('base64')}`,
  ])('are refused, and not repeated: %s', (text) => {
    expect(parseTokenKeys(text)).toBeNull();
    expect(() => loadConfig({ TOKEN_KEYS: text })).toThrow(
      new ConfigError(
        'TOKEN_KEYS must be id:key pairs with commas between, each key 32 bytes in base64, each id once.',
      ),
    );
  });
});

describe('the keys in a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'runledger-keys-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are made once, readable by their owner alone', async () => {
    const made = await keysInFolder(folder);
    expect(made).toHaveLength(1);
    expect(made[0]?.key).toHaveLength(32);
    expect(await keysInFolder(folder)).toEqual(made);
    expect((await stat(join(folder, 'token-keys'))).mode & 0o777).toBe(0o600);
    expect(parseTokenKeys((await readFile(join(folder, 'token-keys'), 'utf8')).trim())).toEqual(made);
  });

  it('are not made anew over what cannot be read', async () => {
    await writeFile(join(folder, 'token-keys'), 'half-a-sec');
    await expect(keysInFolder(folder)).rejects.toThrow(/token-keys must be id:key pairs/);
    await expect(keysInFolder(folder)).rejects.not.toThrow(/half-a-sec/);
    expect(await readFile(join(folder, 'token-keys'), 'utf8')).toBe('half-a-sec');
  });
});
