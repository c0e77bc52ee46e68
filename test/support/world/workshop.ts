import { expect } from 'vitest';
import { z } from 'zod';
import type { JobKind } from '../../../src/core/node-types.js';
import type { ChunkStatus } from '../../../src/generated/prisma/enums.js';
import { createTestApp } from '../app.js';
import { command } from '../command.js';
import { errorsOf } from '../http.js';
import { FENCE, type Held, type Run, type RunState } from './work.js';

const FAILURES = `... on Error {
  code
  ... on ExpiredError { expiredAt }
  ... on InvalidTransitionError { from to allowed }
  ... on NotFoundError { id }
}`;

/** An owner with runs in the states that tests ask for, whose workers say what they made. */
export async function openWorkshop() {
  const test = await createTestApp();
  const { given } = test;
  const owner = await given.user();
  const said = (mutation: string, fields: string) => {
    const noun = mutation.charAt(0).toUpperCase() + mutation.slice(1);
    return command(test, mutation, `... on ${noun}Payload { ${fields} } ${FAILURES}`);
  };

  const shop = {
    test,
    owner,
    stranger: await given.user(),
    admin: await given.admin(),
    reader: await given.user({ key: { scopes: ['READ'] } }),
    tokens: await given.leases(),

    job: async (kind: JobKind, ownerId: string): Promise<string> =>
      (await given.job(ownerId, { kind })).row.id,

    run: ({ owner: ownerId = owner.user.id, ...state }: RunState & { owner?: string } = {}): Promise<Run> =>
      given.run(ownerId, state),

    async chunk(of: Run, status: ChunkStatus = 'PROCESSING', minutesAgo = 1): Promise<Held> {
      const [chunk] = await given.chunks(of.uuid, 1, { status, minutesAgo, fence: FENCE });
      if (!chunk) throw new Error('no chunk was made');
      return chunk;
    },

    ask: (mutation: string, fields: string, input: object, key: string) =>
      said(mutation, fields).ask(input, key),

    /** What a mutation answers, where it is no top-level error. */
    record: (mutation: string, fields: string, input: object, key = owner.key) =>
      said(mutation, fields).run(input, key),

    /** Expects a mutation to name what is wrong with its input. */
    async refused(mutation: string, input: object, path: Array<string | number>, key = owner.key) {
      const { body } = await shop.ask(mutation, '__typename', input, key);
      const [error] = errorsOf.parse(body).errors;
      expect({ code: error?.extensions.code, path: error?.extensions.issues?.[0]?.path }).toEqual({
        code: 'BAD_USER_INPUT',
        path,
      });
    },

    close: () => test.close(),
  };
  return shop;
}

export type Workshop = Awaited<ReturnType<typeof openWorkshop>>;

/** One field of each thing in a list of an answer. */
export function named(list: string, name: string) {
  return (result: object): unknown[] =>
    z
      .array(z.looseObject({ [name]: z.unknown() }))
      .parse(Reflect.get(result, list))
      .map((row) => row[name]);
}
