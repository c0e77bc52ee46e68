import type { JobKind } from '../../api/generated/graphql';
import { ProjectChoicesDocument } from '../../api/generated/graphql';
import { useData } from '../../api/use-data';
import { NumberField, TextArea, TextField } from '../../ui/field';
import { Select } from '../../ui/select';
import type { JobDraft } from './draft';
import styles from './form.module.css';

export interface PartProps {
  draft: JobDraft;
  change: (changes: Partial<JobDraft>) => void;
  /** What is wrong with a field, by its path below `input`. */
  error: (field: string) => string | null;
}

const NO_PROJECT = 'none';

export function BasicFields({ draft, change, error, isNew }: PartProps & { isNew: boolean }) {
  const { data, failure } = useData(ProjectChoicesDocument, {}, { policy: 'cache-first' });
  const projects = data?.projects.nodes ?? [];
  const isKnown = draft.projectId === '' || projects.some(({ id }) => id === draft.projectId);
  return (
    <fieldset className={styles.part}>
      <legend>About it</legend>
      <TextField
        label="Name"
        value={draft.name}
        onChange={(name) => change({ name })}
        error={error('name')}
      />
      <TextField
        label="Slug"
        isMono
        spellCheck={false}
        autoCapitalize="off"
        hint={isNew ? 'Made from the name if left empty.' : 'Workers and callers can refer to the job by it.'}
        value={draft.slug}
        onChange={(slug) => change({ slug })}
        error={error('slug')}
      />
      <TextArea
        label="Description"
        rows={2}
        value={draft.description}
        onChange={(description) => change({ description })}
        error={error('description')}
      />
      <div className={styles.pair}>
        <Select
          label="Project"
          options={[
            { value: NO_PROJECT, label: 'None' },
            ...(isKnown ? [] : [{ value: draft.projectId, label: draft.projectId }]),
            ...projects.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={draft.projectId || NO_PROJECT}
          onChange={(next) => change({ projectId: next === NO_PROJECT ? '' : next })}
          error={error('projectId') ?? failure?.message}
        />
        <TextField
          label="Tags"
          hint="Separated by commas."
          value={draft.tags}
          onChange={(tags) => change({ tags })}
          error={error('tags')}
        />
      </div>
    </fieldset>
  );
}

export const KINDS: readonly { value: JobKind; label: string }[] = [
  { value: 'TASK', label: 'Task: plain background work' },
  { value: 'CRAWL', label: 'Crawl: images for keywords, in chunks' },
  { value: 'MONITOR', label: 'Monitor: watches an X account' },
  { value: 'BOT', label: 'Bot: drives a browser through stages' },
  { value: 'AGENT', label: 'Agent: runs an LLM agent' },
];

export function KindFields({ draft, change, error }: PartProps) {
  switch (draft.kind) {
    case 'TASK':
      return (
        <TextField
          label="Handler"
          isMono
          hint="What its workers claim by. The slug if left empty."
          value={draft.handler}
          onChange={(handler) => change({ handler })}
          error={error('kind.task.handler')}
        />
      );
    case 'BOT':
      return (
        <TextField
          label="Bot"
          isMono
          hint="What its workers claim by."
          value={draft.botId}
          onChange={(botId) => change({ botId })}
          error={error('kind.bot.botId')}
        />
      );
    case 'CRAWL':
      return (
        <>
          <TextArea
            label="Keywords"
            hint="One on each line."
            value={draft.keywords}
            onChange={(keywords) => change({ keywords })}
            error={error('kind.crawl.keywords')}
          />
          <NumberField
            label="Images of a run, at most"
            min={1}
            max={100_000_000}
            value={draft.maxImages}
            onChange={(maxImages) => change({ maxImages })}
            error={error('kind.crawl.maxImages')}
          />
        </>
      );
    case 'MONITOR':
      return (
        <>
          <TextField
            label="X account"
            hint="Without the @."
            value={draft.xUsername}
            onChange={(xUsername) => change({ xUsername })}
            error={error('kind.monitor.xUsername')}
          />
          <TextArea
            label="Topics"
            hint="One on each line."
            value={draft.topics}
            onChange={(topics) => change({ topics })}
            error={error('kind.monitor.topics')}
          />
          <NumberField
            label="How far back it reads"
            unit="h"
            min={1}
            max={8_760}
            value={draft.hoursBack}
            onChange={(hoursBack) => change({ hoursBack })}
            error={error('kind.monitor.hoursBack')}
          />
        </>
      );
    case 'AGENT':
      return (
        <div className={styles.pair}>
          <NumberField
            label="Rounds, at most"
            min={1}
            value={draft.maxRounds}
            onChange={(maxRounds) => change({ maxRounds })}
            error={error('kind.agent.maxRounds')}
          />
          <NumberField
            label="Messages it remembers"
            min={1}
            value={draft.memorySize}
            onChange={(memorySize) => change({ memorySize })}
            error={error('kind.agent.memorySize')}
          />
        </div>
      );
  }
}
