/** All that the parts of the form show errors of. */
export const FORM_FIELDS = [
  ...['name', 'slug', 'description', 'projectId', 'tags', 'config', 'priority', 'maxAttempts'],
  ...['retryBackoffSeconds', 'timeoutSeconds', 'maxConcurrent', 'maxConcurrentPerKey', 'startsPerMinute'],
  ...['kind.task.handler', 'kind.crawl.keywords', 'kind.crawl.maxImages', 'kind.bot.botId'],
  ...['kind.monitor.xUsername', 'kind.monitor.topics', 'kind.monitor.hoursBack'],
  ...['kind.agent.maxRounds', 'kind.agent.memorySize'],
  ...['cron', 'timezone', 'overlap', 'missedTicks', 'catchUpSeconds', 'jitterSeconds'].map(
    (field) => `schedule.${field}`,
  ),
];
