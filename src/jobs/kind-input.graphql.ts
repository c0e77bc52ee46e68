import type { InputRef } from '@pothos/core';
import type { InputPath } from '../core/errors.js';
import type { JobKind } from '../core/node-types.js';
import { builder } from '../graphql/builder.js';
import type { IsSaid } from '../graphql/input/said.js';
import type { KindSettings } from './job-write.service.js';

/** How a kind of job is said in `JobKindInput`. */
export interface KindInput {
  /** The name of its field there. */
  field: string;
  description: string;
  type: InputRef<object>;
  /**
   * What an input means, by the columns of the kind's row, which are named as the input's fields are.
   * @throws GraphQLError BAD_USER_INPUT for what is out of bounds.
   */
  parse(input: object, path: InputPath): object;
}

const inputs = new Map<JobKind, KindInput>();

/** Adds a kind's field to `JobKindInput`. */
export function registerKindInput(kind: JobKind, input: KindInput): void {
  inputs.set(kind, input);
}

export const JobKindInput = builder.inputType('JobKindInput', {
  description:
    'The kind of job: exactly one of these, with its settings. The defaults apply to a new job; in an update, omitted fields stay unchanged.',
  isOneOf: true,
  fields: (t) =>
    Object.fromEntries(
      [...inputs.values()].map(({ field, type, description }) => [field, t.field({ type, description })]),
    ),
});

/** @throws GraphQLError BAD_USER_INPUT for what is out of bounds. */
export function kindSettings(input: object, path: InputPath): KindSettings {
  for (const [kind, { field, parse }] of inputs) {
    const value: unknown = Reflect.get(input, field);
    if (typeof value === 'object' && value !== null) return { kind, own: parse(value, [...path, field]) };
  }
  throw new Error('a job of no kind passed GraphQL');
}

/** The same of a change: only what is said, so that what has a default stays as it is where it is left out. */
export function kindChanges(input: object, path: InputPath, isSaid: IsSaid): KindSettings {
  const { kind, own } = kindSettings(input, path);
  const said = Object.entries(own).filter(([column]) => isSaid(inputs.get(kind)?.field ?? '', column));
  return { kind, own: Object.fromEntries(said) };
}
