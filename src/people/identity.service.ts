import { recordActivity } from '../activity/activity.service.js';
import type { Identity } from '../auth/issuer.js';
import { type Person, viewerInPerson } from '../auth/session.js';
import { runTransaction, type Tx } from '../core/db/transaction.js';
import { MAX_NAME_LENGTH } from '../graphql/input/limits.js';
import { parseAddress } from '../mail/address.js';
import { addIdentity, findIdentity, hasOtherIdentity } from './identity.sql.js';
import type { SignIn } from './sign-in.service.js';
import { addUnverifiedUser, findPerson, lockPerson, verifyAddress } from './sign-in.sql.js';

/**
 * Whose identity at an external issuer it is. One that is new here belongs to the user of its verified address, who
 * is made where there is none.
 * @returns Null where it has no such address, or the user belongs to another identity there: addresses are given
 * to others when their owners go.
 */
export function personOfIdentity({ db }: Pick<SignIn, 'db'>, identity: Identity): Promise<Person | null> {
  return runTransaction(db, async (tx) => {
    const known = await findIdentity(tx, identity);
    if (known) return known;
    const email = identity.email === null ? null : parseAddress(identity.email);
    return email === null ? null : linkIdentity(tx, identity, email);
  });
}

async function linkIdentity(tx: Tx, identity: Identity, email: string): Promise<Person | null> {
  const fullName = nameOf(identity);
  const added = await addUnverifiedUser(tx, email, fullName);
  const found = await findPerson(tx, email);
  const person = found && (await lockPerson(tx, found.id, email));
  // Who is suspended stays so, and is refused by their status.
  if (!person || person.status === 'SUSPENDED') return person;
  if (await hasOtherIdentity(tx, person.id, identity)) return null;
  await verifyAddress(tx, person.id, fullName);
  const verified: Person = { ...person, status: 'ACTIVE' };
  if (await addIdentity(tx, person.id, identity)) {
    await recordActivity(
      tx,
      { viewer: viewerInPerson(verified) },
      {
        action: added ? 'user.registered' : 'user.linked',
        resource: { type: 'User', uuid: person.id },
        metadata: { issuer: identity.issuer },
      },
    );
  }
  return verified;
}

function nameOf({ name }: Identity): string | null {
  const isUsable =
    name !== null &&
    name.trim() !== '' &&
    name.length <= MAX_NAME_LENGTH &&
    !name.includes('\0') &&
    name.isWellFormed();
  return isUsable ? name : null;
}
