import type { GraphQLResolveInfo } from 'graphql';
import type { Caller } from '../core/caller.js';
import { NEEDS_CREDENTIALS } from '../core/db/tenancy.js';
import { DomainError, InvalidInputError, Refusal } from '../core/domain-errors.js';
import { BadUserInput, type InputPath, unauthenticated } from '../core/errors.js';
import { onlyOne } from '../core/only-one.js';
import { type BuilderTypes, builder } from './builder.js';
import type { Context } from './context.js';
import { boundedBatch } from './input/limits.js';
import { type RowsOf, withRows } from './rows-of-answers.js';

type DomainErrorClass = new (...args: never[]) => DomainError;
type InputType<Input> = PothosSchemaTypes.InputObjectRef<BuilderTypes, Input>;

/** What a mutation does with its input. */
type Work<Input, Answer> = (
  input: Input,
  context: Context,
  info: GraphQLResolveInfo,
) => Answer | Promise<Answer>;

interface PayloadOptions<Shape> {
  description: string;
  fields: (
    t: PothosSchemaTypes.ObjectFieldBuilder<BuilderTypes, Shape>,
  ) => ReturnType<Parameters<typeof builder.mutationFields>[0]>;
  /** The rows that it shows; `or` names NotFoundError, then. */
  rows?: RowsOf<Shape>;
}

/** Who a mutation comes from. @throws GraphQLError UNAUTHENTICATED without credentials. */
export function callerOf(context: Context): Caller {
  const { viewer } = context;
  if (!viewer) throw unauthenticated(NEEDS_CREDENTIALS);
  return { ...context, viewer };
}

/**
 * Begins what a mutation answers: the type `${name}Payload`. With `or` or `orInvalidInput` it becomes the union
 * `${name}Result` of it and of the failures that the mutation may meet; a field spreads what `takes` of these gives:
 *
 *     const DeleteJob = payload<Deleted>('DeleteJob', { … }).or('The job that is gone, or why not.', [NotFoundError]);
 *     t.field({ authScopes, description, ...DeleteJob.takes(DeleteJobInput, 'Which job.', (input, context) => …) })
 */
export function payload<Shape extends object>(name: string, options: PayloadOptions<Shape>) {
  const type = builder.objectRef<Shape>(`${name}Payload`).implement(options);
  return {
    or: <C extends DomainErrorClass>(description: string, errors: readonly C[]) =>
      payloadOr(name, type, description, errors, options.rows),
    /** For a mutation that can meet no other failure: what is wrong with its input is an answer, then. */
    orInvalidInput: (description: string) => {
      const union = resultUnion(name, type, description, [InvalidInputError]);
      return {
        takes: <Input>(input: InputType<Input>, described: string, work: Work<Input, Shape>) =>
          fieldOf(union, input, described, async (...asked) => {
            try {
              return await work(...asked);
            } catch (error) {
              return invalidInput(error);
            }
          }),
      };
    },
  };
}

function payloadOr<Shape extends object, C extends DomainErrorClass>(
  name: string,
  type: PothosSchemaTypes.ObjectRef<BuilderTypes, Shape>,
  description: string,
  errors: readonly C[],
  rows?: RowsOf<Shape>,
) {
  const union = resultUnion(name, type, description, errors);
  return {
    union,
    read,
    /** The work gives a failure back, or throws it as a {@link Refusal}. One that is not named is masked. */
    takes: <Input>(input: InputType<Input>, described: string, work: Work<Input, Shape | DomainError>) =>
      fieldOf(union, input, described, async (...asked): Promise<Shape | InstanceType<C>> => {
        const [, context, info] = asked;
        try {
          return onlyOne(await read([await work(...asked)], context, info));
        } catch (error) {
          if (error instanceof Refusal && isOneOf(errors, error.failure)) return error.failure;
          throw error;
        }
      }),
    /** What the plural mutation answers: one of these for each of its items. */
    plural: (plural: string, noun = 'item') =>
      payload<{ results: Array<typeof union.$inferType> }>(plural, {
        description: `What became of each ${noun}, in their order.`,
        fields: (t) => ({
          results: t.field({
            type: [union],
            description: `One for each ${noun}.`,
            resolve: ({ results }, _args, context, info) => read(results, context, info),
          }),
        }),
      }).orInvalidInput(`The result of each ${noun}, or why the batch was refused.`),
    /**
     * Answers the items of the plural mutation, each by itself; `errors` must hold InvalidInputError.
     * @param path Of the list.
     * @param read What an item says. @throws BadUserInput where a rule beyond its type refuses it.
     * @param work Answers each of those that were read, in their order.
     */
    each: async <Input, Item>(
      inputs: readonly Input[],
      path: InputPath,
      read: (input: Input, path: Array<string | number>) => Item,
      work: (items: Item[]) => Promise<ReadonlyArray<Shape | DomainError>>,
    ) => {
      const someOf = async (items: Item[]) => (items.length > 0 ? work(items) : []);
      return { results: await eachOrNone(boundedBatch(inputs, path), path, read, someOf) };
    },
    eachOrNone,
  };

  /** The answers with the rows that they show. @param info Of the field that gives them. */
  async function read(
    answers: ReadonlyArray<Shape | DomainError>,
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<Array<Shape | InstanceType<C>>> {
    const done = answers.flatMap((answer) => (answer instanceof DomainError ? [] : [answer]));
    const shown = (rows ? await withRows(rows, done, context, info) : done).values();
    return answers.map((answer) =>
      expected<Shape, C>(errors, answer instanceof DomainError ? answer : (shown.next().value ?? answer)),
    );
  }

  /** As `each`, where there may be none: the work is done in any case. */
  async function eachOrNone<Input, Item>(
    inputs: readonly Input[],
    path: InputPath,
    read: (input: Input, path: Array<string | number>) => Item,
    work: (items: Item[]) => Promise<ReadonlyArray<Shape | DomainError>>,
  ) {
    const some = inputs.length > 0 ? boundedBatch(inputs, path) : [];
    const answers = await eachByItself(some, path, read, work);
    return answers.map((answer) => expected(errors, answer));
  }
}

function resultUnion<Shape extends object, C extends DomainErrorClass>(
  name: string,
  type: PothosSchemaTypes.ObjectRef<BuilderTypes, Shape>,
  description: string,
  errors: readonly C[],
) {
  return builder.unionType(`${name}Result`, {
    description,
    types: [type, ...errors],
    resolveType: resultOf(`${name}Payload`),
  });
}

function fieldOf<Union, Input, Answer>(
  type: Union,
  input: InputType<Input>,
  description: string,
  answer: (...asked: Parameters<Work<Input, unknown>>) => Promise<Answer>,
) {
  return {
    type,
    args: builder.args((t) => ({ input: t.field({ type: input, required: true, description }) })),
    resolve: (_root: object, args: { input: Input }, context: Context, info: GraphQLResolveInfo) =>
      answer(args.input, context, info),
  };
}

/** For a result union's `resolveType`: a failure by its class, anything else is the payload. */
export function resultOf(payload: string): (value: unknown) => string {
  return (value) => (value instanceof DomainError ? value.name : payload);
}

/** The answer, if it is a payload or a failure that is named. @throws Refusal of any other. */
export function expected<T, C extends DomainErrorClass>(
  errors: readonly C[],
  value: T | DomainError,
): T | InstanceType<C> {
  if (!(value instanceof DomainError)) return value;
  if (isOneOf(errors, value)) return value;
  throw new Refusal(value);
}

function isOneOf<C extends DomainErrorClass>(
  errors: readonly C[],
  error: DomainError,
): error is InstanceType<C> {
  return errors.some((type) => error instanceof type);
}

/** Reads each item by itself: one that a rule refuses answers so, and keeps no other from being done. */
async function eachByItself<Input, Item, Answer>(
  inputs: readonly Input[],
  path: InputPath,
  read: (input: Input, path: Array<string | number>) => Item,
  work: (items: Item[]) => Promise<readonly Answer[]>,
): Promise<Array<Answer | InvalidInputError>> {
  const said = inputs.map((input, place) => {
    try {
      return { item: read(input, [...path, place]) };
    } catch (error) {
      return invalidInput(error);
    }
  });
  const items = said.flatMap((one) => (one instanceof InvalidInputError ? [] : [one.item]));
  const given = (await work(items)).values();
  return said.map((one): Answer | InvalidInputError => {
    if (one instanceof InvalidInputError) return one;
    const { value, done } = given.next();
    if (done) throw new Error('not every item was answered');
    return value;
  });
}

function invalidInput(error: unknown): InvalidInputError {
  if (error instanceof BadUserInput) return new InvalidInputError(error.message, error.issues);
  throw error;
}
