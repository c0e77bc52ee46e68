import { type FormEvent, useState } from 'react';
import { SecretDialog } from '../account/secret-dialog';
import { type Failure, issueAt, unplacedOf } from '../api/errors';
import {
  NotificationSettingsDocument,
  type NotificationSettingsQuery,
  SetNotificationsDocument,
  type UpdateNotificationPreferencesInput,
} from '../api/generated/graphql';
import { serverSettings } from '../api/server-settings';
import { useSession } from '../api/session';
import { useCommand } from '../api/use-command';
import { useData } from '../api/use-data';
import { Button } from '../ui/button';
import { Switch } from '../ui/checkbox';
import { ErrorPanel } from '../ui/feedback';
import { NumberField, TextField } from '../ui/field';
import { Card } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { toast } from '../ui/toasts';
import styles from './notifications.module.css';

type Settings = NonNullable<NotificationSettingsQuery['viewer']>['notificationPreferences'];

/** What one is told of, and how: switches count at once, texts when they are saved. */
export function Preferences() {
  const { data, failure, isLoading, reload } = useData(NotificationSettingsDocument, {});
  const [secret, setSecret] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const { run, isRunning } = useCommand(SetNotificationsDocument);
  const settings = data?.viewer?.notificationPreferences;

  async function save(input: UpdateNotificationPreferencesInput): Promise<boolean> {
    const outcome = await run({ input });
    setRefusal(outcome.failure);
    if (!outcome.payload) return false;
    if (outcome.payload.webhookSecret) setSecret(outcome.payload.webhookSecret);
    else toast.success('Saved.', { id: 'preferences' });
    reload();
    return true;
  }

  const unplaced = unplacedOf(refusal, 'webhookUrl', 'lowCreditsThreshold');
  return (
    <div className={styles.preferences}>
      {failure && <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />}
      {unplaced && <ErrorPanel title="This was not saved" message={unplaced} code={refusal?.code} />}
      {isLoading && <Skeleton lines={6} />}
      {settings && (
        <>
          <Events settings={settings} refusal={refusal} isBusy={isRunning} onSave={save} />
          <Webhook
            key={settings.webhookUrl}
            settings={settings}
            refusal={refusal}
            isBusy={isRunning}
            onSave={save}
          />
        </>
      )}
      {secret !== null && (
        <SecretDialog
          title="The secret that webhooks are signed with"
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </div>
  );
}

interface PartProps {
  settings: Settings;
  refusal: Failure | null;
  isBusy: boolean;
  onSave: (input: UpdateNotificationPreferencesInput) => Promise<boolean>;
}

const canMail = serverSettings.mail !== 'dropped';

function Events({ settings, refusal, isBusy, onSave }: PartProps) {
  const { whyNot } = useSession();
  const reason = whyNot('MANAGE') ?? whyNot('READ');
  const [threshold, setThreshold] = useState<number | null>(settings.lowCreditsThreshold);
  return (
    <Card title="Tell me">
      <div className={styles.preferences}>
        <Switch
          label="When a run fails"
          hint="An attempt that is retried does not count."
          isChecked={settings.onFailure}
          disabledReason={reason}
          onChange={(onFailure) => void onSave({ onFailure })}
        />
        <Switch
          label="When a run completes"
          isChecked={settings.onCompletion}
          disabledReason={reason}
          onChange={(onCompletion) => void onSave({ onCompletion })}
        />
        <Switch
          label="When credits run low"
          isChecked={settings.onLowCredits}
          disabledReason={reason}
          onChange={(onLowCredits) => void onSave({ onLowCredits })}
        />
        {settings.onLowCredits && (
          <NumberField
            label="Low is below"
            unit="credits"
            min={0}
            max={1_000_000_000}
            step={10}
            value={threshold}
            onChange={setThreshold}
            error={issueAt(refusal, 'lowCreditsThreshold')}
          />
        )}
        {settings.onLowCredits && threshold !== settings.lowCreditsThreshold && (
          <Button
            isBusy={isBusy}
            disabledReason={reason ?? (threshold === null && 'Put in a number.')}
            onClick={() => threshold !== null && void onSave({ lowCreditsThreshold: threshold })}
          >
            Save the threshold
          </Button>
        )}
        <Switch
          label="By email too"
          hint={
            canMail
              ? 'Several close together are one message.'
              : 'This server sends no mail: it counts once it does.'
          }
          isChecked={settings.email}
          disabledReason={reason}
          onChange={(email) => void onSave({ email })}
        />
      </div>
    </Card>
  );
}

function Webhook({ settings, refusal, isBusy, onSave }: PartProps) {
  const { whyNot } = useSession();
  const reason = whyNot('MANAGE') ?? whyNot('READ');
  const [url, setUrl] = useState(settings.webhookUrl ?? '');
  const isSame = url.trim() === (settings.webhookUrl ?? '');
  function save(event: FormEvent) {
    event.preventDefault();
    void onSave({ webhookUrl: url.trim() === '' ? null : url.trim() });
  }
  return (
    <Card title="Webhook">
      <form className={styles.preferences} noValidate onSubmit={save}>
        <TextField
          label="Address"
          hint="Notifications are sent to it as signed requests. The secret is shown once, when it is made."
          type="url"
          isMono
          placeholder="https://example.com/hooks/runledger"
          value={url}
          onChange={setUrl}
          error={issueAt(refusal, 'webhookUrl')}
        />
        <Button
          type="submit"
          isBusy={isBusy}
          disabledReason={reason ?? (isSame && 'It is the same address.')}
        >
          {url.trim() === '' && settings.webhookUrl ? 'Remove the webhook' : 'Save the webhook'}
        </Button>
        {settings.webhookUrl && (
          <Button
            isBusy={isBusy}
            disabledReason={reason}
            onClick={() => void onSave({ newWebhookSecret: true })}
          >
            Make a new signing secret
          </Button>
        )}
      </form>
    </Card>
  );
}
