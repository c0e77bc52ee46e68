import { useState } from 'react';
import { ApiKeysDocument, type KeyRowFragment } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useData } from '../api/use-data';
import { Button } from '../ui/button';
import { DataTable } from '../ui/data-table';
import { EmptyState, ErrorPanel } from '../ui/feedback';
import { PlusIcon } from '../ui/icons';
import { isolated } from '../ui/isolated';
import { useKeys } from '../ui/keys';
import { Stack, Toolbar } from '../ui/layout';
import { CreateKeyDialog } from './create-key-dialog';
import { keyColumns, stateOf } from './key-columns';
import { RevokeKeyDialog, RotateKeyDialog } from './key-dialogs';
import { SecretDialog } from './secret-dialog';

type Open =
  | { what: 'create' }
  | { what: 'rotate' | 'revoke'; key: KeyRowFragment }
  | { what: 'secret'; secret: string; name: string };

const EVERY_MS = 60_000;
const keyOf = ({ id }: KeyRowFragment) => id;
const labelOf = ({ name }: KeyRowFragment) => name;

/** The keys of the account that is acted for. */
export default function ApiKeysTab() {
  const { whyNot, apiKey } = useSession();
  const { data, failure, isLoading, reload } = useData(ApiKeysDocument, {}, { everyMs: EVERY_MS });
  const [open, setOpen] = useState<Open | null>(null);
  const [showsOld, setShowsOld] = useState(false);
  const reason = whyNot('MANAGE');
  const create = () => setOpen({ what: 'create' });
  useKeys([{ keys: 'n', label: 'New API key', run: create, when: reason === null }], 'API keys');

  const all = data?.account?.apiKeys ?? [];
  const old = all.filter((key) => stateOf(key) === 'REVOKED' || stateOf(key) === 'EXPIRED');
  const shown = showsOld ? all : all.filter((key) => !old.includes(key));
  const [columns] = useState(() =>
    keyColumns({
      reason,
      ownKeyId: apiKey?.id ?? null,
      onRotate: (key) => setOpen({ what: 'rotate', key }),
      onRevoke: (key) => setOpen({ what: 'revoke', key }),
    }),
  );
  const close = () => setOpen(null);
  const onSecret = (secret: string, name: string) => {
    setOpen({ what: 'secret', secret, name });
    reload();
  };

  if (failure) return <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />;
  return (
    <Stack>
      <Toolbar label="API keys">
        <Button variant="primary" icon={<PlusIcon />} shortcut="N" disabledReason={reason} onClick={create}>
          New key
        </Button>
        {old.length > 0 && (
          <Button variant="ghost" onClick={() => setShowsOld(!showsOld)}>
            {showsOld ? 'Hide those that no longer work' : `Show ${old.length} that no longer work`}
          </Button>
        )}
      </Toolbar>
      <DataTable
        label="API keys"
        scroll="page"
        columns={columns}
        rows={shown}
        rowKey={keyOf}
        rowLabel={labelOf}
        isLoading={isLoading}
        mark={(key) => (old.includes(key) ? 'dimmed' : null)}
        empty={
          <EmptyState title="There is no API key yet" code={'Authorization: Bearer rl_…'}>
            Workers and programs send a key with each request. A key has a name, and scopes that say what it
            may do.
          </EmptyState>
        }
      />
      {open?.what === 'create' && <CreateKeyDialog onClose={close} onCreated={onSecret} />}
      {open?.what === 'rotate' && <RotateKeyDialog apiKey={open.key} onClose={close} onRotated={onSecret} />}
      {open?.what === 'revoke' && (
        <RevokeKeyDialog
          apiKey={open.key}
          isOwn={open.key.id === apiKey?.id}
          onClose={close}
          onRevoked={() => {
            close();
            reload();
          }}
        />
      )}
      {open?.what === 'secret' && (
        <SecretDialog title={`The secret of "${isolated(open.name)}"`} secret={open.secret} onClose={close} />
      )}
    </Stack>
  );
}
