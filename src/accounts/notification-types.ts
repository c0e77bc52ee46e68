import { z } from 'zod';

/** What notifications can be about, as the database keeps it and webhooks get it; a CHECK holds it. */
export const notificationType = z.enum(['execution.failed', 'execution.completed', 'credits.low']);
