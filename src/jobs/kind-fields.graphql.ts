import { z } from 'zod';
import type { InputPath } from '../core/errors.js';
import type { Prisma } from '../generated/prisma/client.js';
import type { BuilderTypes } from '../graphql/builder.js';
import { inCondition } from '../graphql/input/inputs.graphql.js';
import { allKinds, type KindFilter, type KindKey, type WantedKeys } from './kinds.js';

const list = z.array(z.string()).nullish();

/** The fields by which an input asks for kinds' keys. They are read by {@link wantedKeys}, not by their names. */
export function keyFields(
  t: PothosSchemaTypes.InputFieldBuilder<BuilderTypes, 'InputObject'>,
  of: keyof KindKey,
): object {
  return Object.fromEntries(
    allKinds().flatMap(({ key }) => {
      const field = key?.[of];
      return field ? [[field.name, t.stringList({ description: field.description })]] : [];
    }),
  );
}

/**
 * What an input asks of kinds' keys, all of which must hold: one kind's key is never taken for another's.
 * @throws GraphQLError BAD_USER_INPUT for more values than a list may have.
 */
export function wantedKeys(input: object, of: keyof KindKey, path: InputPath): WantedKeys[] {
  return allKinds().flatMap(({ name: kind, key }) => {
    const field = key?.[of];
    const kindKey = field && inCondition(list.parse(Reflect.get(input, field.name)), [...path, field.name]);
    return kindKey ? [{ kind, kindKey }] : [];
  });
}

const ownFilters = (): KindFilter[] => allKinds().flatMap(({ jobFilters = [] }) => jobFilters);

/** The fields of the filter of jobs that kinds have beside their keys. They are read by {@link kindConditions}. */
export function kindFilterFields(
  t: PothosSchemaTypes.InputFieldBuilder<BuilderTypes, 'InputObject'>,
): object {
  return Object.fromEntries(
    ownFilters().map(({ name, description }) => [name, t.stringList({ description })]),
  );
}

/** What these fields ask of jobs. @throws GraphQLError BAD_USER_INPUT for more values than a list may have. */
export function kindConditions(filter: object, path: InputPath): Prisma.JobWhereInput[] {
  return ownFilters().flatMap(({ name, where }) => {
    const values = inCondition(list.parse(Reflect.get(filter, name)), [...path, name])?.in;
    return values ? [where(values)] : [];
  });
}
