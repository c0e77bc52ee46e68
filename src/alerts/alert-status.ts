import { z } from 'zod';

/** Whether an alert needs somebody, as the database works it out. */
export const alertStatus = z.enum(['OPEN', 'ACKNOWLEDGED', 'CLOSED']);
