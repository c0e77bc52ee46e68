import type { IssuedPass } from '../auth/pass.js';
import { builder } from '../graphql/builder.js';
import { boundedInt, inputField } from '../graphql/input/limits.js';
import { callerOf, payload } from '../graphql/mutations.js';

/** For how long a ticket can open connections. */
export const TICKET_SECONDS = { min: 1, max: 60, default: 30 } as const;

const CreateStreamTicketInput = builder.inputType('CreateStreamTicketInput', {
  description: 'How long the ticket is valid.',
  fields: (t) => ({
    validSeconds: t.int({
      defaultValue: TICKET_SECONDS.default,
      description: `How long the ticket opens connections: ${TICKET_SECONDS.min} to ${TICKET_SECONDS.max} seconds.`,
    }),
  }),
});

const CreateStreamTicket = payload<IssuedPass>('CreateStreamTicket', {
  description: 'A ticket that opens WebSockets.',
  fields: (t) => ({
    ticket: t.exposeString('token', {
      description: 'The ticket. Send it as `ticket` in the payload of `connection_init`.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'Until when it opens connections. Connections already open stay open.',
    }),
  }),
}).orInvalidInput('The ticket, or why the input was refused.');

builder.mutationField('createStreamTicket', (t) =>
  t.field({
    authScopes: { read: true },
    description:
      'Issues a ticket that opens WebSockets with the credentials of this request, for the account they act for. It is for browsers, whose WebSockets can send neither headers nor the session cookie. Its subscriptions end when these credentials do.',
    ...CreateStreamTicket.takes(CreateStreamTicketInput, 'How long it is valid.', (input, context) =>
      context.passes.issue('stream', callerOf(context).viewer, {
        seconds: boundedInt(
          input.validSeconds ?? TICKET_SECONDS.default,
          inputField('validSeconds'),
          TICKET_SECONDS,
        ),
      }),
    ),
  }),
);
