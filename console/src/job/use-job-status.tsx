import { type JobStatus, SetJobStatusDocument, SetSchedulePausedDocument } from '../api/generated/graphql';
import { useCommand } from '../api/use-command';
import { isolated } from '../ui/isolated';
import { toast } from '../ui/toasts';

const DONE: Record<JobStatus, string> = {
  ACTIVE: 'is active again',
  PAUSED: 'is paused',
  ARCHIVED: 'is archived',
};

interface Named {
  id: string;
  name: string;
}

/** Pauses, resumes and archives jobs; each can be undone from its toast. */
export function useJobStatus(onChanged?: () => void) {
  const { run, isRunning } = useCommand(SetJobStatusDocument);
  const set = async (job: Named & { status: JobStatus }, status: JobStatus) => {
    const { payload, failure } = await run({ input: { jobId: job.id, status } });
    if (!payload) {
      toast.error(`${isolated(job.name)} stays as it is`, { description: failure.message });
      return;
    }
    onChanged?.();
    toast.success(`${isolated(job.name)} ${DONE[status]}`, {
      action: { label: 'Undo', run: () => void set({ ...job, status }, job.status) },
    });
  };
  return { set, isRunning };
}

/** Pauses and resumes the schedule of a job. */
export function useSchedulePause(onChanged?: () => void) {
  const { run, isRunning } = useCommand(SetSchedulePausedDocument);
  const set = async (job: Named, paused: boolean) => {
    const { payload, failure } = await run({ input: { jobId: job.id, paused } });
    if (!payload) {
      toast.error(`The schedule of ${isolated(job.name)} stays as it is`, { description: failure.message });
      return;
    }
    onChanged?.();
    toast.success(`The schedule of ${isolated(job.name)} is ${paused ? 'paused' : 'on again'}`, {
      action: { label: 'Undo', run: () => void set(job, !paused) },
    });
  };
  return { set, isRunning };
}
