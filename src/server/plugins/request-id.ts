import { randomUUID } from 'node:crypto';

export const REQUEST_ID_HEADER = 'x-request-id';
const ACCEPTABLE_ID = /^[\w.:-]{1,64}$/;
const ids = new WeakMap<Request, string>();

/** The id a request is known by in the log and in its answer: the caller's own if it is a plain word, else a new one. */
export function requestIdOf(request: Request): string {
  const known = ids.get(request);
  if (known) return known;
  const asked = request.headers.get(REQUEST_ID_HEADER);
  const id = asked && ACCEPTABLE_ID.test(asked) ? asked : randomUUID();
  ids.set(request, id);
  return id;
}
