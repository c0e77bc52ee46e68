import type { Prisma } from '../generated/prisma/client.js';
import { getDatamodel } from '../generated/prisma/pothos.js';

/**
 * What a JSON value is taken to have that is not measured: more than its bound, since there are older ones. All that
 * one run has is then read with it.
 */
const JSON_BYTES = 3 * 1024 * 1024;

type Charges = Readonly<Record<string, number>>;

/**
 * Fields whose values may be long, and how long each may be; JSON is known without being named here. What is not named
 * has at most some hundred characters.
 */
const KNOWN = {
  Job: { config: 65_536, description: 10_000, tags: 16_384 },
  MonitorJob: { topics: 65_536 },
  CrawlJob: { keywords: 65_536 },
  Project: { description: 10_000 },
  Execution: { createdBy: 1_024, cancelRequestedBy: 1_024, errorMessage: 65_536, tags: 16_384 },
  ExecutionEvent: { actor: 1_024, reason: 65_536 },
  Chunk: { imageRange: 64, errorMessage: 65_536 },
  Image: { url: 8_192, storageKey: 4_096, labels: 65_536 },
  Artifact: { content: 1024 * 1024, filePath: 4_096 },
  Summary: { content: 100_000, topics: 65_536 },
  ActivityLog: { metadata: 32_768 },
  VerificationLog: { errorMessage: 65_536, rejectionReason: 65_536 },
} satisfies Partial<Record<Prisma.ModelName, Charges>>;

const charges = new Map<string, Charges>(Object.entries(KNOWN));

export type HeavyType = 'json' | 'list' | 'text';

export interface ModelWeights {
  /** The field by which a row is found again. */
  key: 'id' | 'jobId';
  fields: ReadonlyMap<string, { type: HeavyType; charge: number; isRequired: boolean }>;
  /** Relations: the model they lead to, and whether to many of it. */
  relations: ReadonlyMap<string, { model: string; isList: boolean }>;
}

let weights: ReadonlyMap<string, ModelWeights> | undefined;

/** What of a model is heavy. */
export function weightsOf(model: string): ModelWeights {
  weights ??= new Map(
    Object.entries(getDatamodel().datamodel.models).map(([name, { fields }]) => {
      const known = charges.get(name);
      const heavy = fields.flatMap((field) => {
        const charge = known?.[field.name] ?? (field.type === 'Json' ? JSON_BYTES : undefined);
        if (charge === undefined) return [];
        const type: HeavyType = field.type === 'Json' ? 'json' : field.isList ? 'list' : 'text';
        return [[field.name, { type, charge, isRequired: field.isRequired === true }] as const];
      });
      const relations = fields.flatMap((field) =>
        field.kind === 'object'
          ? [[field.name, { model: field.type, isList: field.isList === true }] as const]
          : [],
      );
      const key = fields.some((field) => field.name === 'id') ? 'id' : 'jobId';
      return [name, { key, fields: new Map(heavy), relations: new Map(relations) }];
    }),
  );
  const found = weights.get(model);
  if (!found) throw new Error(`${model} is no model`);
  return found;
}
