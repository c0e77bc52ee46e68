/** What GraphiQL opens with: one tab each, in this order; the operation's name is the tab's title. */
export const EXAMPLE_QUERIES: readonly string[] = [
  `# What is running right now, for whom, and how far each run has come.
query RunningNow {
  executions(first: 10, filter: { status: [RUNNING] }, orderBy: { field: STARTED_AT, direction: DESC }) {
    countsByStatus {
      status
      count
    }
    nodes {
      id
      runNumber
      attempt
      startedAt
      heartbeatAt
      workerId
      job {
        kind
        name
      }
      stages(first: 5) {
        nodes {
          name
          status
          startedAt
        }
      }
    }
  }
}
`,
  `# What failed lately, and where.
query RecentFailures {
  executions(first: 10, filter: { status: [FAILED] }, orderBy: { field: FINISHED_AT, direction: DESC }) {
    nodes {
      id
      finishedAt
      durationMs
      failureReason
      errorCode
      errorMessage
      job {
        kind
        name
        successRate
      }
      stages(first: 10) {
        nodes {
          name
          status
          durationMs
          error
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
  `# Each crawl's last run: its chunks as a grid, and the time left.
query CrawlProgress {
  jobs(first: 5, filter: { kind: [CRAWL] }) {
    nodes {
      id
      name
      ... on CrawlJob {
        keywords
        maxImages
      }
      latestExecution {
        status
        itemsProcessed
        chunkMap {
          start
          end
          status
        }
        progress {
          total
          completed
          failed
          fraction
          etaSeconds
        }
      }
    }
  }
}
`,
  `# Agent tasks with their latest measurements and what they left behind.
query AgentTasks {
  jobs(first: 8, filter: { kind: [AGENT] }) {
    nodes {
      id
      name
      totalRuns
      successRate
      ... on AgentTask {
        maxRounds
        metrics(first: 3) {
          nodes {
            name
            value
            unit
            timestamp
          }
        }
        artifacts(first: 3) {
          nodes {
            name
            artifactType
            filePath
            fileSize
          }
        }
      }
    }
  }
}
`,
  `# The last words of agents that failed. partsChanged(executionId:) sends such lines as they come.
query LastWords {
  executions(first: 5, filter: { status: [FAILED], kind: [AGENT] }) {
    nodes {
      id
      finishedAt
      job {
        name
      }
      logs(last: 5) {
        nodes {
          at
          level
          message
          fields
        }
      }
    }
  }
}
`,
  `# What the monitors wrote of the posts they read; playground runs have no job.
query MonitorSummaries {
  summaries(first: 10) {
    nodes {
      id
      xUsername
      topics
      isPlayground
      tweetsCount
      content
      createdAt
      job {
        name
      }
    }
  }
}
`,
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
