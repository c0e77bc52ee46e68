import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { z } from 'zod';
import type { Credentials } from '../../auth/credentials.js';
import type { Passes } from '../../auth/pass.js';
import { scopeDatabase } from '../../core/db/tenancy.js';
import { ERROR_STATUS, isTopLevelErrorCode, requestError, tooSlow } from '../../core/errors.js';
import { inTime } from '../../core/in-time.js';
import type { Viewer } from '../../core/viewer.js';
import type { PrismaClient } from '../../generated/prisma/client.js';
import { type Download, readDownload, readDownloadUrl } from '../../kinds/agents/artifact-download.js';
import { attachmentHeaders } from '../attachment.js';
import { BAD_REQUEST_FAULT, type Door, type Visitor, type VisitorOf } from '../limits/door.js';
import type { ServerContext } from '../server-context.js';
import { requestIdOf } from './request-id.js';
import { type ErrorsDeps, publicResult } from './use-errors.js';

export interface DownloadDeps extends ErrorsDeps {
  prisma: PrismaClient;
  passes: Pick<Passes, 'read'>;
  credentials: Pick<Credentials, 'recognise'>;
  door: Door | null;
  visitorOf: VisitorOf;
  queryTimeoutMs: number;
  /** Milliseconds since 1970. */
  clock: () => number;
}

/** What an error says of the answer's headers. */
const http = z.object({ headers: z.record(z.string(), z.string()).default({}) }).default({ headers: {} });

type Asked = NonNullable<ReturnType<typeof readDownloadUrl>>;
type Answer = { body: Buffer<ArrayBuffer>; headers: ReturnType<typeof attachmentHeaders> };

/** Why a pass is good for nothing any more: who showed it learns no more than of one that never was. */
const OVER: ReadonlySet<unknown> = new Set(['UNAUTHENTICATED', 'FORBIDDEN']);

/** Serves contents as files at addresses that carry a pass, so that a plain link has what it needs. */
export function useDownloads(deps: DownloadDeps): Plugin<object, ServerContext> {
  const { door, visitorOf, queryTimeoutMs } = deps;

  async function serve(asked: Asked, request: Request, req: ServerContext['req']): Promise<Answer> {
    // The pass says who asks: neither a header nor a cookie does here.
    const visitor: Visitor = {
      ...visitorOf(request, req),
      credentials: asked.token === '' ? null : asked.token,
    };
    await door?.knock(visitor);
    const look = answer(asked, visitor, deps);
    const { download } = await inTime(look, queryTimeoutMs, () => tooSlow(queryTimeoutMs));
    if (!download) {
      await door?.blame(visitor, BAD_REQUEST_FAULT);
      throw requestError('NOT_FOUND', 'There is nothing here, or the link has expired: ask for another.');
    }
    const body = Buffer.from(download.content, 'utf8');
    return { body, headers: attachmentHeaders(download, body.byteLength) };
  }

  return {
    // It sees every request: only those for a download wait for anything.
    onRequest({ request, url, fetchAPI: { Response }, serverContext, endResponse }) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
      const asked = readDownloadUrl(url);
      if (!asked) return undefined;
      return serve(asked, request, serverContext?.req).then(
        ({ body, headers }) => endResponse(new Response(request.method === 'GET' ? body : null, { headers })),
        (error) => endResponse(refusal(error, publicResult(deps, requestIdOf(request)), Response)),
      );
    },
  };
}

/** @throws GraphQLError RATE_LIMITED, or what comes of the database. */
async function answer(
  { id, token }: Asked,
  visitor: Visitor,
  { prisma, passes, credentials, door, clock }: DownloadDeps,
): Promise<{ download: Download | null }> {
  async function look(): Promise<{ viewer: Viewer | null }> {
    const pass = await passes.read('download', token, new Date(clock()));
    if (!pass || pass.of === undefined || pass.of !== id) return { viewer: null };
    try {
      return { viewer: await credentials.recognise(pass.bearer) };
    } catch (error) {
      if (error instanceof GraphQLError && OVER.has(error.extensions.code)) return { viewer: null };
      throw error;
    }
  }
  const { viewer } = door ? await door.greet(visitor, look) : await look();
  if (!viewer?.scopes.has('READ') || id === null) return { download: null };
  await door?.count(visitor, viewer);
  return { download: await readDownload(scopeDatabase(prisma, viewer), id) };
}

/** The same answer as the API's to a request that is refused. */
function refusal(
  error: unknown,
  clean: ReturnType<typeof publicResult>,
  ResponseClass: typeof Response,
): Response {
  const originalError = error instanceof Error ? error : new Error(String(error));
  const thrown =
    error instanceof GraphQLError ? error : new GraphQLError(originalError.message, { originalError });
  const { errors = [] } = clean({ errors: [thrown] });
  const code = errors[0]?.extensions.code;
  const status = ERROR_STATUS[isTopLevelErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR'];
  const { headers } = http.parse(errors[0]?.extensions.http);
  const body = errors.map(
    ({ message, extensions: { http: _http, unexpected: _unexpected, ...extensions } }) => ({
      message,
      extensions,
    }),
  );
  return ResponseClass.json({ errors: body }, { status, headers });
}
