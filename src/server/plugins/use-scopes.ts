import type { ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { firstBeyondReach } from '../../auth/reach.js';
import { requestError } from '../../core/errors.js';
import type { Context } from '../../graphql/context.js';

/**
 * Refuses a request of credentials without READ that asks for more than they see, before anything of it is done.
 * Root fields have their own scopes; with READ every field below them may be asked, and nothing is looked through.
 */
export function useScopes(): Plugin<Context> {
  const refusal = ({ schema, document, operationName }: ExecutionArgs, { viewer }: Context) => {
    if (!viewer || viewer.scopes.has('READ')) return null;
    const field = firstBeyondReach(schema, document, operationName);
    if (field === null) return null;
    const message = `${field} needs the scope READ, which your credentials lack; nothing was done.`;
    return { errors: [requestError('FORBIDDEN', message)] };
  };
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const refused = refusal(args, args.contextValue);
      if (refused) setResultAndStopExecution(refused);
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const refused = refusal(args, args.contextValue);
      if (refused) setResultAndStopExecution(refused);
    },
  };
}
