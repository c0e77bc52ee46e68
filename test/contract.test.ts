import { existsSync, readFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../src/schema.js';
import { factsOf, factsOfContract, namesOnly } from './support/contract.js';

/** Where the vocabulary is agreed on, for those who have it; the copy beside this file is its names. */
const ORIGINAL =
  process.env.CONTRACT_FILE ?? new URL('../../shared/contract.graphql', import.meta.url).pathname;
const COPY = new URL('contract.graphql', import.meta.url).pathname;

const promised = factsOfContract(readFileSync(COPY, 'utf8'));
const served = factsOf(printSchema(lexicographicSortSchema(schema)));

/** What is null where it fails, so that it takes nothing down that is asked beside it: the contract's line, and ours. */
const MAY_FAIL = new Map([['Query.executionFacets: [FacetValue!]!', 'Query.executionFacets: [FacetValue!]']]);

describe('the contract', () => {
  it('is served line by line', () => {
    const missing = [...promised].filter((fact) => !served.has(MAY_FAIL.get(fact) ?? fact));
    expect(missing).toEqual([]);
  });

  it.skipIf(!existsSync(ORIGINAL))(
    'has its names copied (vitest run test/contract.test.ts -u renews the copy)',
    async () => {
      await expect(namesOnly(readFileSync(ORIGINAL, 'utf8'))).toMatchFileSnapshot(COPY);
    },
  );
});
