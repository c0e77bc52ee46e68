import type { Plugin } from 'graphql-yoga';
import { makeVariablesStorable } from './storable-texts.js';

/** Looks at the texts in variables once it is known what they are for: see {@link makeVariablesStorable}. */
export function useStorableTexts(): Plugin {
  return {
    onExecute: ({ args }) => makeVariablesStorable(args),
    onSubscribe: ({ args }) => makeVariablesStorable(args),
  };
}
