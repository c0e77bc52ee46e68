import type { ArgBuilder } from '@pothos/core';
import { PAGE_SIZE } from '../../core/db/keyset.js';
import type { BuilderTypes } from '../builder.js';

type Arg = Pick<ArgBuilder<BuilderTypes>, 'int' | 'string'>;

const sizes = `${PAGE_SIZE.min} to ${PAGE_SIZE.max}; ${PAGE_SIZE.default} if left out.`;

/** `first` and `after`: for lists that are read in one direction. */
export function forwardArgs(arg: Arg) {
  return {
    first: arg.int({ description: `How many from the start, or after \`after\`: ${sizes}` }),
    after: arg.string({ description: 'The cursor after which the page starts.' }),
  };
}

/** Relay's four: a page from the start or from the end of the list. */
export function pageArgs(arg: Arg) {
  return {
    ...forwardArgs(arg),
    last: arg.int({ description: `How many from the end, or before \`before\`: ${sizes}` }),
    before: arg.string({ description: 'The cursor before which the page ends.' }),
  };
}
