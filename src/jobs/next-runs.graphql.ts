import { builder } from '../graphql/builder.js';
import { cronSchedule } from './job-checks.js';
import { SCHEDULE_DEFAULTS } from './job-schedule.js';
import { nextRuns, nextRunsArgs, nextRunsCost } from './schedule.graphql.js';

builder.queryField('scheduleNextRuns', (t) =>
  t.field({
    type: ['DateTime'],
    authScopes: { read: true },
    extensions: { ...nextRunsCost },
    description:
      'Times of a cron expression that no job needs to have, from now on unless said otherwise: a preview of a schedule before it is saved.',
    args: {
      ...builder.args((t) => ({
        cron: t.string({
          required: true,
          description: 'A cron expression with five fields, or six with seconds first.',
        }),
        timezone: t.string({
          defaultValue: SCHEDULE_DEFAULTS.timezone,
          description: 'The IANA time zone the cron expression is evaluated in, such as Europe/Berlin.',
        }),
      })),
      ...nextRunsArgs,
    },
    resolve: (_root, { cron, timezone, ...range }) =>
      nextRuns(cronSchedule({ cron, timezone: timezone ?? SCHEDULE_DEFAULTS.timezone }, []), range),
  }),
);
