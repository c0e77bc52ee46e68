/** What runs are doing and what each left behind. */
export const OF_RUNS: readonly string[] = [
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
];
