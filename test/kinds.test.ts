import { isInputObjectType, isInterfaceType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namedWithoutRead } from '../src/auth/without-read.js';
import { encodeId } from '../src/core/ids.js';
import { encodeJobId, parseJobId } from '../src/jobs/job-id.js';
import { allKinds, kindOf, registerKind } from '../src/jobs/kinds.js';
import { registeredParts } from '../src/people/parts.js';
import { schema } from '../src/schema.js';
import { kindRows, kinds } from './support/ledger.js';
import { openTestSql, type TestSql } from './support/sql.js';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

let db: TestSql;
beforeAll(async () => {
  db = await openTestSql();
});
afterAll(() => db?.close());

const names = async (statement: string) =>
  (await db.query<{ name: string }>(statement)).map(({ name }) => name);

describe('the kinds of jobs', () => {
  it('are those that the database knows', async () => {
    const registered = allKinds().map(({ name }) => name);
    expect((await names('SELECT name FROM job_kinds')).sort()).toEqual([...registered].sort());
    expect([...kinds].sort()).toEqual([...registered].sort());
  });

  it.each(allKinds())('$name has a type, an input and ids', ({ name, type, idPrefix }) => {
    const job = schema.getType('Job');
    if (!isInterfaceType(job)) throw new Error('Job is no interface');
    expect(schema.getPossibleTypes(job).map((possible) => possible.name)).toContain(type);
    const id = encodeJobId({ id: ID, kind: name });
    expect(id).toMatch(new RegExp(`^${idPrefix}_`));
    expect(parseJobId(id, ['id'])).toEqual({ id: ID, kind: name });
    expect(encodeId(type, ID)).toBe(id);
    expect(namedWithoutRead().map((named) => named.type)).toContain(type);
  });

  it.each(allKinds())('$name keeps each job and its row together by two triggers', async ({ name }) => {
    const { table } = kindRows[name];
    const triggers = await db.query<{ table: string; definition: string }>(
      `SELECT tgrelid::regclass::text AS "table", pg_get_triggerdef(oid) AS definition FROM pg_trigger
       WHERE NOT tgisinternal AND pg_get_triggerdef(oid) LIKE '%_job_kind_row(''${table}'')%' ORDER BY 1`,
    );
    expect(triggers.map((trigger) => trigger.table).sort()).toEqual([table, 'jobs'].sort());
    expect(triggers.find((trigger) => trigger.table === 'jobs')?.definition).toContain(`'${name}'`);
  });

  it('are one field each of their input', () => {
    const input = schema.getType('JobKindInput');
    if (!isInputObjectType(input)) throw new Error('JobKindInput is no input');
    expect(Object.keys(input.getFields())).toHaveLength(allKinds().length);
  });

  it('leave tables to deletions that exist', async () => {
    const tables = await names(`SELECT relname::text AS name FROM pg_class WHERE relkind = 'r'`);
    const left = Object.values(registeredParts()).flat();
    expect(left.length).toBeGreaterThan(0);
    expect(left.filter((table) => !tables.includes(table))).toEqual([]);
  });

  it('are closed once the schema is made', () => {
    const [first] = allKinds();
    if (!first) throw new Error('there is no kind');
    expect(() => registerKind(first)).toThrow('too late');
    expect(() => kindOf('NONE')).toThrow('no kind NONE');
  });
});
