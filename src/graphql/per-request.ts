import type { Context } from './context.js';

/**
 * What is made once for each request, where it is first asked for: loaders that answer all the parents that ask in
 * the same tick with one statement.
 * @param make Makes it for the request whose context this is.
 */
export function perRequest<T>(make: (context: Context) => T): (context: Context) => T {
  const made = new WeakMap<Context, { value: T }>();
  return (context) => {
    let entry = made.get(context);
    if (!entry) {
      entry = { value: make(context) };
      made.set(context, entry);
    }
    return entry.value;
  };
}
