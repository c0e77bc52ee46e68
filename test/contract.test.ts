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
const entries = Object.values(TO_COME).flat();
const toCome = new Set(entries);

/** What is null where it fails, so that it takes nothing down that is asked beside it: the contract's line, and ours. */
const MAY_FAIL = new Map([['Query.executionFacets: [FacetValue!]!', 'Query.executionFacets: [FacetValue!]']]);

/** What a line may be listed as: itself, the member of a type that it is of, or that type. */
const namesOf = (fact: string) => {
  const { type, field } = subjectsOf(fact);
  return field ? [fact, field, type] : [fact, type];
};
const namesIn = (facts: Set<string>) => new Set([...facts].flatMap(namesOf));

describe('the contract', () => {
  it('is served line by line, but for what is to come', () => {
    const missing = [...promised].filter(
      (fact) => !served.has(MAY_FAIL.get(fact) ?? fact) && !namesOf(fact).some((name) => toCome.has(name)),
    );
    expect(missing).toEqual([]);
  });

  it('is not served yet where the list says it is to come', () => {
    const there = namesIn(served);
    expect(entries.filter((entry) => there.has(entry))).toEqual([]);
  });

  it('promises everything that is on the list, which names each thing once', () => {
    const named = namesIn(promised);
    expect(entries.filter((entry) => !named.has(entry))).toEqual([]);
    const twice = entries.filter(
      (entry, at) =>
        entries.indexOf(entry) !== at || namesOf(entry).some((name) => name !== entry && toCome.has(name)),
    );
    expect(twice).toEqual([]);
    for (const list of Object.values(TO_COME)) expect(list).toEqual([...list].sort());
  });

  it.skipIf(!existsSync(ORIGINAL))(
    'has its names copied (vitest run test/contract.test.ts -u renews the copy)',
    async () => {
      await expect(namesOnly(readFileSync(ORIGINAL, 'utf8'))).toMatchFileSnapshot(COPY);
    },
  );
});
