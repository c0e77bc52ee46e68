import type { Prisma } from '../src/generated/prisma/client.js';
import { DAY_MS, HOUR_MS, type Ledger, later, type Origin, type Person } from './ledger.js';

/** Everybody in the demo, and the projects that their jobs belong to. */
export interface People {
  /** Owns most of the demo. */
  demo: Person;
  /** A second owner, so that tenancy can be seen. */
  rivera: Person;
  /** On the ENTERPRISE tier. */
  nwosu: Person;
  unverified: Person;
  suspended: Person;
  administrator: Person;
  all: Person[];
  projects: { research: string; backOffice: string; imagery: string; rivera: string };
}

interface PersonSpec extends Pick<Prisma.UserCreateManyInput, 'status' | 'tier' | 'role'> {
  email: string;
  fullName: string;
  joinedDays: number;
}

/** The addresses of the demo's people, the administrator's last. */
export const DEMO_EMAILS = {
  demo: 'demo@example.com',
  rivera: 'marco.rivera@example.com',
  nwosu: 'amara.nwosu@example.com',
  unverified: 'lena.fischer@example.com',
  suspended: 'boris.petrov@example.com',
  administrator: 'admin@example.com',
} as const;

/** A person acting for themselves. */
export function asOperator(person: Person): Origin {
  return { name: person.name, role: 'operator', person };
}

export function addPeople(ledger: Ledger): People {
  const { rows } = ledger;
  const addPerson = ({ joinedDays, ...spec }: PersonSpec): Person => {
    const createdAt = ledger.ago(joinedDays * DAY_MS);
    const id = ledger.id(createdAt);
    const emailVerifiedAt =
      spec.status === 'UNVERIFIED' ? null : later(createdAt, ledger.random.int(1, 60) * 60_000);
    rows.users.push({
      id,
      role: 'USER',
      ...spec,
      emailVerifiedAt,
      createdAt,
      updatedAt: emailVerifiedAt ?? createdAt,
    });
    rows.notificationPreferences.push({
      ownerId: id,
      onCompletion: spec.tier === 'ENTERPRISE',
    });
    return { id, name: spec.fullName };
  };
  const addProject = (
    owner: Pick<Person, 'id'>,
    name: string,
    description: string,
    days: number,
    archived = false,
  ) => {
    const createdAt = ledger.ago(days * DAY_MS);
    const id = ledger.id(createdAt);
    const updatedAt = archived ? later(createdAt, 9 * DAY_MS + 3 * HOUR_MS) : createdAt;
    rows.projects.push({
      id,
      ownerId: owner.id,
      name,
      description,
      status: archived ? 'ARCHIVED' : 'ACTIVE',
      createdAt,
      updatedAt,
    });
    return id;
  };

  const addTeam = (
    name: string,
    tier: Prisma.AccountCreateManyInput['tier'],
    members: ReadonlyArray<readonly [Person, Prisma.MembershipCreateManyInput['role']]>,
  ) => {
    const createdAt = ledger.ago(15 * DAY_MS);
    const id = ledger.id(createdAt);
    rows.accounts.push({ id, kind: 'TEAM', name, tier, createdAt });
    for (const [person, role] of members) {
      rows.memberships.push({ id: ledger.id(createdAt), accountId: id, userId: person.id, role, createdAt });
    }
    return { id };
  };

  const administrator = addPerson({
    email: DEMO_EMAILS.administrator,
    fullName: 'Ada Lindqvist',
    status: 'ACTIVE',
    tier: 'ENTERPRISE',
    role: 'ADMIN',
    joinedDays: 60,
  });
  const demo = addPerson({
    email: DEMO_EMAILS.demo,
    fullName: 'Dana Kessler',
    status: 'ACTIVE',
    tier: 'PRO',
    joinedDays: 45,
  });
  const nwosu = addPerson({
    email: DEMO_EMAILS.nwosu,
    fullName: 'Amara Nwosu',
    status: 'ACTIVE',
    tier: 'ENTERPRISE',
    joinedDays: 41,
  });
  const rivera = addPerson({
    email: DEMO_EMAILS.rivera,
    fullName: 'Marco Rivera',
    status: 'ACTIVE',
    tier: 'FREE',
    joinedDays: 36,
  });
  const suspended = addPerson({
    email: DEMO_EMAILS.suspended,
    fullName: 'Boris Petrov',
    status: 'SUSPENDED',
    tier: 'FREE',
    joinedDays: 33,
  });
  const unverified = addPerson({
    email: DEMO_EMAILS.unverified,
    fullName: 'Lena Fischer',
    status: 'UNVERIFIED',
    tier: 'FREE',
    joinedDays: 2,
  });
  const projects = {
    research: addProject(demo, 'Market research', 'What people say about us and our field', 44),
    backOffice: addProject(demo, 'Back office', 'Portals that have no API', 43),
    imagery: addProject(demo, 'Image sets', 'Training images, crawled and deduplicated', 42),
    rivera: addProject(rivera, 'Side project', 'Bicycle photographs', 35),
  };
  addProject(demo, 'Holiday campaign', 'Over; kept for its numbers', 40, true);
  const team = addTeam('Night shift', 'PRO', [
    [demo, 'OWNER'],
    [nwosu, 'MAINTAINER'],
  ]);
  addProject(team, 'On call', 'What both of us look after', 14);
  return {
    demo,
    rivera,
    nwosu,
    unverified,
    suspended,
    administrator,
    all: [demo, rivera, nwosu, unverified, suspended, administrator],
    projects,
  };
}
