import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import {
  AlertRulesDocument,
  DeleteRuleDocument,
  type RuleRowFragment,
  UpdateRuleDocument,
} from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useCommand } from '../api/use-command';
import { usePages } from '../api/use-pages';
import { readSet, SetFilter } from '../app/address-filters';
import { AddressProblems } from '../app/address-problems';
import { EndOfList } from '../app/end-of-list';
import { JobFilter } from '../app/job-select';
import { oneOf, useSearchState } from '../app/search';
import { Button, IconButton } from '../ui/button';
import { Switch } from '../ui/checkbox';
import { ConfirmDialog } from '../ui/dialog';
import { EmptyState } from '../ui/feedback';
import { EditIcon, TrashIcon } from '../ui/icons';
import { isolated } from '../ui/isolated';
import { Stack, Toolbar } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { Badge } from '../ui/status-badge';
import { Time } from '../ui/time';
import { toast } from '../ui/toasts';
import styles from './alerts.module.css';
import { draftOf, KINDS, kindLabel, repeatSentence, sentenceOf } from './conditions';
import { RuleDialog } from './rule-dialog';

const KIND_VALUES = KINDS.map(({ value }) => value);
const EVERY_MS = 30_000;

export interface RuleListProps {
  version: number;
  onCreate: () => void;
  onChanged: () => void;
}

/** Each rule as the sentence that it stands for. */
export function RuleList({ version, onCreate, onChanged }: RuleListProps) {
  const [search] = useSearchState();
  const { viewer, account } = useSession();
  const [editing, setEditing] = useState<RuleRowFragment | null>(null);
  const [deleting, setDeleting] = useState<RuleRowFragment | null>(null);
  const { run: remove, isRunning: isDeleting } = useCommand(DeleteRuleDocument);
  const kinds = readSet(search, 'kind', KIND_VALUES);
  const job = oneOf(search, 'job');
  const pages = usePages(
    AlertRulesDocument,
    (page) => ({ filter: { kind: kinds.values, jobId: job }, ...page }),
    ({ alertRules }) => alertRules,
    { everyMs: EVERY_MS },
  );
  const { rows, isLoading, failure, reload } = pages;
  // A change made here is read at once.
  useEffect(() => {
    if (version > 0) reload();
  }, [version, reload]);

  async function confirmDelete(rule: RuleRowFragment) {
    const { failure: refusal } = await remove({ alertRuleId: rule.id });
    if (refusal) toast.error('The rule was not deleted', { description: refusal.message });
    else toast.success('The rule and its alerts are deleted.');
    setDeleting(null);
    onChanged();
  }

  const isFiltered = kinds.values !== undefined || job !== undefined;
  return (
    <Stack>
      <Toolbar label="Filters">
        <SetFilter
          param="kind"
          label="Kind"
          values={KIND_VALUES}
          wordOf={(value) => KINDS.find((one) => one.value === value)?.label ?? value}
        />
        <JobFilter />
      </Toolbar>
      <AddressProblems problems={kinds.problems} />
      {isLoading && rows.length === 0 && <Skeleton lines={4} height={64} />}
      <ul className={styles.rules}>
        {rows.map((rule) => (
          <Rule
            key={rule.id}
            rule={rule}
            isOthers={viewer.role === 'ADMIN' && rule.owner.id !== account.id}
            onEdit={() => setEditing(rule)}
            onDelete={() => setDeleting(rule)}
            onChanged={onChanged}
          />
        ))}
      </ul>
      <EndOfList pages={pages} />
      {rows.length === 0 && !isLoading && !failure && (
        <EmptyState
          title={isFiltered ? 'No rule matches' : 'There is no rule yet'}
          action={
            <Button variant="primary" onClick={onCreate}>
              New rule
            </Button>
          }
        >
          A rule says when you want to be told: of failures, of runs that are missing, slow, or wait.
        </EmptyState>
      )}
      {editing && (
        <RuleDialog
          rule={editing}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            onChanged();
          }}
        />
      )}
      <ConfirmDialog
        isOpen={deleting !== null}
        onClose={() => setDeleting(null)}
        onConfirm={() => deleting && void confirmDelete(deleting)}
        title={
          <>
            Delete the rule <bdi>"{deleting?.name}"</bdi>?
          </>
        }
        description="Its alerts, open ones and past ones, are deleted with it. To stop it for a while, turn it off instead."
        confirmLabel="Delete the rule"
        isDanger
        isBusy={isDeleting}
      />
    </Stack>
  );
}

interface RuleProps {
  rule: RuleRowFragment;
  /** It belongs to another account, which administrators see. */
  isOthers: boolean;
  onEdit: () => void;
  onDelete: () => void;
  onChanged: () => void;
}

function Rule({ rule, isOthers, onEdit, onDelete, onChanged }: RuleProps) {
  const { whyNot } = useSession();
  const { run, isRunning } = useCommand(UpdateRuleDocument);
  const reason = whyNot('MANAGE');
  async function enable(isEnabled: boolean) {
    const { failure } = await run({ input: { alertRuleId: rule.id, isEnabled } });
    if (failure) toast.error('The rule was not changed', { description: failure.message });
    onChanged();
  }
  return (
    <li className={styles.rule} data-off={!rule.isEnabled} aria-busy={isRunning}>
      <div className={styles.ruleHead}>
        <bdi className={styles.ruleName}>{rule.name}</bdi>
        <Badge>{kindLabel(rule.kind)}</Badge>
        {isOthers && (
          <Badge tone="accent">
            <bdi>{rule.owner.name}</bdi>
          </Badge>
        )}
        <div className={styles.ruleActions}>
          <Switch
            label={rule.isEnabled ? 'On' : 'Off'}
            isChecked={rule.isEnabled}
            disabledReason={reason}
            onChange={(isEnabled) => void enable(isEnabled)}
          />
          <IconButton label={`Edit ${isolated(rule.name)}`} disabledReason={reason} onClick={onEdit}>
            <EditIcon />
          </IconButton>
          <IconButton label={`Delete ${isolated(rule.name)}`} disabledReason={reason} onClick={onDelete}>
            <TrashIcon />
          </IconButton>
        </div>
      </div>
      <p className={styles.what}>
        {sentenceOf(draftOf(rule.kind, rule.condition), rule.job?.name ?? null)}{' '}
        {repeatSentence(rule.repeatSeconds)}
      </p>
      <div className={styles.foot}>
        <span>
          {rule.isEnabled ? (
            <>Judged {rule.evaluatedAt ? <Time at={rule.evaluatedAt} mode="relative" /> : 'soon'}</>
          ) : (
            'Not judged while it is off'
          )}
        </span>
        <span>
          {rule.notifiedAt ? (
            <>
              Told <Time at={rule.notifiedAt} />
            </>
          ) : (
            'Told of nothing yet'
          )}
        </span>
        <Link to="/alerts" search={{ view: 'history', rule: rule.id }}>
          Its alerts
        </Link>
        {rule.job && (
          <Link to="/jobs/$id" params={{ id: rule.job.id }}>
            Its job
          </Link>
        )}
      </div>
    </li>
  );
}
