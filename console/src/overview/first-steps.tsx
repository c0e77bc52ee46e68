import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { OverviewStartDocument } from '../api/generated/graphql';
import { serverSettings } from '../api/server-settings';
import { useData } from '../api/use-data';
import { serverUrl } from '../page/base';
import { CodeBlock } from '../ui/code-block';
import { SuccessIcon } from '../ui/icons';
import { Card } from '../ui/layout';
import styles from './overview.module.css';

/** Looks so often for the first run. */
const LOOK_MS = 3_000;

/** A GraphQL document as a command of the shell: its strings' quotes escaped within JSON. */
const curl = (document: string) =>
  `curl -s ${serverUrl('graphql').href} -H "authorization: Bearer $RUNLEDGER_KEY" -H 'content-type: application/json' \\
  -d '${JSON.stringify({ query: document })}'`;

const CREATE = `mutation { createJob(input: {slug: "hello", name: "Hello", kind: {bot: {botId: "hello"}}}) { __typename ... on Error { message } } }`;
const enqueue = (slug: string) =>
  `mutation { enqueueExecution(input: {jobSlug: ${JSON.stringify(slug)}, params: {page: 7}}) { ... on EnqueueExecutionPayload { execution { id status } } ... on Error { message } } }`;
const claim = (slug: string) =>
  `mutation { claimExecutions(input: {workerId: "shell", jobSlugs: [${JSON.stringify(slug)}]}) { ... on ClaimExecutionsPayload { executions { execution { id params } lease { token expiresAt } } } ... on Error { message } } }`;

/** What to call where nothing has run yet; goes away by itself with the first run. */
export function FirstSteps({ onRun }: { onRun: () => void }) {
  const { data } = useData(OverviewStartDocument, {}, { everyMs: LOOK_MS });
  useEffect(() => {
    const timer = window.setInterval(onRun, LOOK_MS);
    return () => window.clearInterval(timer);
  }, [onRun]);
  const job = data?.jobs.nodes[0];
  const slug = job?.slug ?? 'hello';
  return (
    <Card title="Nothing has run yet">
      <p className={styles.lead}>
        A job says what to run, a run is one time it runs, and workers claim runs and report on them. Three
        calls make the first run; <code>$RUNLEDGER_KEY</code> is one of your API keys, made in your{' '}
        <Link to="/account">account</Link>. This page updates by itself.
      </p>
      <ol className={styles.steps}>
        <li>
          <h3>
            Create a job{' '}
            {job && (
              <span className={styles.done}>
                <SuccessIcon size={14} /> <bdi>{job.name}</bdi> is there
              </span>
            )}
          </h3>
          {!job && <CodeBlock label="Create a job" code={curl(CREATE)} />}
        </li>
        <li>
          <h3>Enqueue a run of it</h3>
          <CodeBlock label="Enqueue a run" code={curl(enqueue(slug))} />
        </li>
        <li>
          <h3>Claim it, as a worker</h3>
          <CodeBlock label="Claim a run" code={curl(claim(slug))} />
        </li>
      </ol>
      {serverSettings.hasGraphiql && (
        <p className={styles.lead}>
          The same documents run in <a href={serverUrl('graphql').href}>GraphiQL</a>, where every field is
          described.
        </p>
      )}
    </Card>
  );
}
