import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { errorMessage, StartupError } from '../../core/db/errors.js';
import { requestError } from '../../core/errors.js';

/** The documents that may be asked, by the hash that a client names them by. */
export type AllowList = ReadonlyMap<string, string>;

const file = z.record(z.string().min(1), z.string().min(1));
const extensions = z.looseObject({
  persistedQuery: z.looseObject({ version: z.literal(1), sha256Hash: z.string() }),
});

/**
 * Reads a file of hashes and documents, as a client's build writes it.
 * @throws StartupError with one sentence where it cannot be used.
 */
export function readAllowList(path: string): AllowList {
  try {
    return new Map(Object.entries(file.parse(JSON.parse(readFileSync(path, 'utf8')))));
  } catch (error) {
    const fault =
      error instanceof z.ZodError ? 'is no JSON object of hashes and documents' : errorMessage(error);
    throw new StartupError(`The file ${path} (PERSISTED_OPERATIONS) cannot be used: ${fault}.`, {
      cause: error,
    });
  }
}

/** The document that a request names by its hash. @throws GraphQLError FORBIDDEN, HTTP 403. */
export function allowedDocument(list: AllowList, params: { query?: unknown; extensions?: unknown }): string {
  const hash = extensions.safeParse(params.extensions).data?.persistedQuery.sha256Hash;
  if (params.query || hash === undefined) throw onlyByHash();
  const document = list.get(hash);
  if (document === undefined) throw notListed();
  return document;
}

export const onlyByHash = () =>
  requestError(
    'FORBIDDEN',
    'Only known operations are answered here: name one in extensions.persistedQuery, and send no query.',
  );

export const notListed = () =>
  requestError('FORBIDDEN', 'The operation named in extensions.persistedQuery is not known here.');
