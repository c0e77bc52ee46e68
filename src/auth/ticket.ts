const shown = new WeakMap<Request, Ticket>();

/** The pass that a WebSocket was opened with, and when it was shown: what comes later over it needs no other. */
export interface Ticket {
  token: string;
  at: Date;
}

/** Says that a request is one of a connection that was opened with a ticket. Nothing that comes by HTTP has one. */
export function showTicket(request: Request, ticket: Ticket): void {
  shown.set(request, ticket);
}

export function ticketOf(request: Request): Ticket | null {
  return shown.get(request) ?? null;
}
