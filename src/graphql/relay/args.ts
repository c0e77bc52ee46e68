import type { ArgBuilder } from '@pothos/core';
import { PAGE_SIZE } from '../../core/db/keyset.js';
import type { BuilderTypes } from '../builder.js';

type Arg = Pick<ArgBuilder<BuilderTypes>, 'int' | 'string'>;

const sizes = `${PAGE_SIZE.min} to ${PAGE_SIZE.max}; ${PAGE_SIZE.default} by default.`;

/** `first` and `after`: for lists that are read in one direction. */
export function forwardArgs(arg: Arg) {
  return {
    first: arg.int({
      description: `How many items to return from the start of the list, or after \`after\`: ${sizes}`,
    }),
    after: arg.string({ description: 'Return items after this cursor.' }),
  };
}

/** Relay's four: a page from the start or from the end of the list. */
export function pageArgs(arg: Arg) {
  return {
    ...forwardArgs(arg),
    last: arg.int({
      description: `How many items to return from the end of the list, or before \`before\`: ${sizes}`,
    }),
    before: arg.string({ description: 'Return items before this cursor.' }),
  };
}
