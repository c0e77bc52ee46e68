import { existsSync, readFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../src/schema.js';
import { factsOf, factsOfContract, namesOnly, subjectsOf } from './support/contract.js';
import { TO_COME } from './support/contract-to-come.js';

/** Where the vocabulary is agreed on, for those who have it; the copy beside this file is its names. */
const ORIGINAL =
  process.env.CONTRACT_FILE ?? new URL('../../shared/contract.graphql', import.meta.url).pathname;
const COPY = new URL('contract.graphql', import.meta.url).pathname;

const promised = factsOfContract(readFileSync(COPY, 'utf8'));
const served = factsOf(printSchema(lexicographicSortSchema(schema)));
const subjects = (facts: Set<string>) =>
  new Set([...facts].map(subjectsOf).flatMap(({ type, field }) => (field ? [type, field] : type)));
const toCome = new Set(TO_COME);

describe('the contract', () => {
  it('is served name by name, but for what is to come', () => {
    const missing = [...promised].filter((fact) => {
      const { type, field } = subjectsOf(fact);
      return !served.has(fact) && !toCome.has(type) && !(field && toCome.has(field));
    });
    expect(missing).toEqual([]);
  });

  it('is not served yet where the list says it is to come', () => {
    const there = subjects(served);
    expect(TO_COME.filter((name) => there.has(name))).toEqual([]);
  });

  it('names everything that is on the list', () => {
    const named = subjects(promised);
    expect(TO_COME.filter((name) => !named.has(name))).toEqual([]);
    expect(TO_COME).toEqual([...toCome].sort());
  });

  it.skipIf(!existsSync(ORIGINAL))(
    'has its names copied (vitest run test/contract.test.ts -u renews the copy)',
    async () => {
      await expect(namesOnly(readFileSync(ORIGINAL, 'utf8'))).toMatchFileSnapshot(COPY);
    },
  );
});
