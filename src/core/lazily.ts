/**
 * Something that is made where it is first used: what most who are given it never touch.
 * @param make Is called once, or never.
 */
export function lazily<T extends object>(make: () => T): T {
  let made: T | undefined;
  const real = () => {
    made ??= make();
    return made;
  };
  const none: T = Object.create(null);
  return new Proxy(none, {
    has: (_, name) => Reflect.has(real(), name),
    get(_, name) {
      const value: unknown = Reflect.get(real(), name);
      return typeof value === 'function' ? value.bind(real()) : value;
    },
  });
}
