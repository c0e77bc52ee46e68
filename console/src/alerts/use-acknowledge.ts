import { AcknowledgeAlertDocument, type AlertRowFragment } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useCommand } from '../api/use-command';
import { toast } from '../ui/toasts';

/** Acknowledges alerts, and says why one cannot be. */
export function useAcknowledge(onChanged: () => void) {
  const { whyNot } = useSession();
  const { run, isRunning } = useCommand(AcknowledgeAlertDocument);
  return {
    isRunning,
    whyNot: ({ status }: AlertRowFragment): string | null =>
      status === 'ACKNOWLEDGED'
        ? 'Somebody acknowledged it already.'
        : status === 'CLOSED'
          ? 'It closed by itself.'
          : whyNot('MANAGE'),
    async acknowledge(alert: AlertRowFragment) {
      const { failure } = await run({ alertId: alert.id });
      if (failure) toast.error('The alert was not acknowledged', { description: failure.message });
      else toast.success('Acknowledged: you are not told of it again.');
      onChanged();
    },
  };
}
