import { registerRunCost } from '../accounts/run-costs.js';
import { type FieldsOfTypes, registerWithoutRead } from '../auth/without-read.js';
import type { Tx } from '../core/db/transaction.js';
import { type JobKind, type JobType, registerNodeType } from '../core/node-types.js';
import type { Prisma } from '../generated/prisma/client.js';
import { type Parts, registerParts } from '../people/parts.js';

/**
 * What a kind of job is. Each has a folder in src/kinds/, whose kind.ts registers this; every list of kinds is made
 * from what is registered. This knows no GraphQL, so that settings can be read before it is loaded.
 */
export interface Kind {
  name: JobKind;
  /** What its jobs do, for readers of the API. */
  description: string;
  /** The GraphQL type of its jobs, which are `Job`s. */
  type: JobType;
  /** What its jobs' ids begin with. */
  idPrefix: string;
  /** How many credits a run costs, where the settings do not say it. */
  runCost: number;
  /** What its jobs have of their own: the row that shares the job's id. */
  row: KindRow;
  /** The text of its row by which workers claim its runs, where it has one: jobs and runs have a copy (`kindKey`). */
  key?: KindKey;
  /** Fields of its own in the filter of jobs. */
  jobFilters?: readonly KindFilter[];
  /** What hangs on its jobs and runs. */
  parts: Parts;
  /** What workers may see of its types without READ, and of its fields on others. */
  withoutRead: FieldsOfTypes;
  /** Loads what it adds to the API. */
  loadApi(): Promise<unknown>;
}

/** How the row of a kind is written; `own` is what the kind's input means (kind-input.graphql.ts). */
export interface KindRow {
  /** The row, as a part of a new job. @param slug The job's. */
  create(own: object, slug: string): Partial<Prisma.JobUncheckedCreateInput>;
  /** @param own What is undefined, or not in it, stays as it is. */
  update(tx: Tx, job: { id: string; ownerId: string; slug: string }, own: object): Promise<unknown>;
}

/** The fields that ask for a kind's key, in each input that takes some; each is a list. */
export interface KindKey {
  jobFilter: KeyField;
  executionFilter?: KeyField;
  claim: KeyField;
}

interface KeyField {
  name: string;
  description: string;
}

/** A field by which jobs are found, a list of texts. */
export interface KindFilter extends KeyField {
  where(values: readonly string[]): Prisma.JobWhereInput;
}

/** Kinds' keys that are wanted: any of them. */
export interface WantedKeys {
  kind: JobKind;
  kindKey: { in: string[] };
}

const kinds = new Map<string, Kind>();
let isClosed = false;

/** Adds a kind of job, for every room below and beside. @throws Error once the schema is made, or for one twice. */
export function registerKind(kind: Kind): void {
  if (isClosed || kinds.has(kind.name)) throw new Error(`${kind.name} is registered twice, or too late`);
  kinds.set(kind.name, kind);
  registerNodeType(kind.type, kind.idPrefix);
  registerRunCost(kind.name, kind.runCost);
  registerWithoutRead(kind.withoutRead);
  registerParts(kind.parts);
}

/** Ends the registering: the schema is made of the kinds that there are. */
export function closeKinds(): void {
  isClosed = true;
}

/** Every kind, in the order in which they were registered. */
export function allKinds(): Kind[] {
  return [...kinds.values()];
}

/** @param name As a job's row has it. @throws Error for a kind that is not registered. */
export function kindOf(name: string): Kind {
  const kind = kinds.get(name);
  if (!kind) throw new Error(`there is no kind ${name} of job`);
  return kind;
}
