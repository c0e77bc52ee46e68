/** What many runs say together, and what is watched over. */
export const OF_INSIGHTS: readonly string[] = [
  `# Failures that look alike, how many a retry mended, and what is stuck.
query FailureGroups {
  failureGroups(first: 10, state: [OPEN], bucket: DAY) {
    fingerprint
    errorCode
    message
    count
    mendedCount
    lastSeenAt
    failedStages
    jobs(first: 3) {
      name
    }
    sample {
      id
      workerId
    }
    buckets {
      start
      count
    }
  }
  stuckExecutions(first: 10) {
    id
    status
    availableAt
    startedAt
  }
}
`,
  `# How many runs a day, how many failed, and how long they took; by stage too.
query ThroughputByDay {
  executionStats(bucket: DAY) {
    source
    count
    successRate
    durationMs {
      p50
      p95
    }
    buckets {
      start
      count
      failed
      durationMs {
        p95
      }
    }
  }
  stageSummary {
    name
    count
    failed
    p95Ms
  }
}
`,
  `# Who works on what, and what there is to filter by.
query WorkersAndFacets {
  workers(first: 10) {
    id
    lastSeenAt
    holding
    completed
    failed
    executions(first: 5) {
      id
      startedAt
    }
  }
  executionFacets(field: JOB, filter: { status: [FAILED] }, first: 10) {
    value
    label
    count {
      value
      isCapped
    }
  }
}
`,
  `# When schedules run next, and what became of their last ticks.
query Schedules {
  jobs(first: 10, filter: { hasSchedule: true }, orderBy: { field: NEXT_RUN_AT, direction: ASC }) {
    nodes {
      name
      schedule {
        cron
        timezone
        overlap
        missedTicks
        pausedAt
        nextRunAt
        nextRuns(count: 3)
      }
    }
  }
  scheduleTicks(first: 10) {
    nodes {
      at
      skipReason
      job {
        name
      }
      execution {
        id
        status
      }
    }
  }
}
`,
  `# What the account wants to be told of, and what has happened.
query Alerts {
  alertRules(first: 10) {
    nodes {
      id
      name
      kind
      isEnabled
      evaluatedAt
      job {
        name
      }
    }
  }
  alerts(first: 10) {
    nodes {
      id
      status
      value
      threshold
      openedAt
      closedAt
      rule {
        name
      }
      acknowledgedBy {
        name
      }
      execution {
        id
        status
      }
    }
  }
}
`,
  `# How the verification of social tasks went.
query VerificationLogs {
  verificationLogs(first: 10, orderBy: { field: VERIFIED_AT, direction: DESC }) {
    count {
      value
      isCapped
    }
    nodes {
      id
      taskType
      result
      rejectionReason
      errorMessage
      verificationTimeMs
      apiCallCount
      cacheHit
      verifiedAt
      task {
        title
      }
    }
  }
}
`,
];
