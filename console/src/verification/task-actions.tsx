import { SetTaskActiveDocument, SubmitClaimDocument, type TaskRowFragment } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useCommand } from '../api/use-command';
import { Button } from '../ui/button';
import { Switch } from '../ui/checkbox';
import { Toolbar } from '../ui/layout';
import { toast } from '../ui/toasts';

export interface TaskActionsProps {
  task: TaskRowFragment;
  onChanged: () => void;
}

/** Claiming that one did it; for administrators, whether it can be claimed. */
export function TaskActions({ task, onChanged }: TaskActionsProps) {
  const { whyNot } = useSession();
  const submitting = useCommand(SubmitClaimDocument);
  const setting = useCommand(SetTaskActiveDocument);
  async function submit() {
    const { failure } = await submitting.run({ socialTaskId: task.id });
    if (failure) toast.error('It was not submitted', { description: failure.message });
    else toast.success('Submitted: it is paid once it is verified.');
    onChanged();
  }
  async function setActive(isActive: boolean) {
    const { failure } = await setting.run({ socialTaskId: task.id, isActive });
    if (failure) toast.error('The task was not changed', { description: failure.message });
    onChanged();
  }
  return (
    <Toolbar label="Actions">
      <Button
        variant="primary"
        isBusy={submitting.isRunning}
        disabledReason={whyNot('MANAGE') ?? (!task.isActive && 'The task is closed.')}
        onClick={() => void submit()}
      >
        I have done it
      </Button>
      {whyNot('ADMIN') === null && (
        <Switch
          label="It can be claimed"
          isChecked={task.isActive}
          onChange={(isActive) => void setActive(isActive)}
        />
      )}
    </Toolbar>
  );
}
