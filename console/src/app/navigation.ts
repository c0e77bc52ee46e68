import type { ComponentType } from 'react';
import {
  BellIcon,
  CalendarIcon,
  ErrorIcon,
  HomeIcon,
  type IconProps,
  LayersIcon,
  ListIcon,
  SuccessIcon,
  TableIcon,
  UserIcon,
  WorkerIcon,
} from '../ui/icons';

interface Place {
  to:
    | '/'
    | '/runs'
    | '/jobs'
    | '/failures'
    | '/schedules'
    | '/workers'
    | '/alerts'
    | '/account'
    | '/people'
    | '/verification'
    | '/summaries';
  name: string;
  icon: ComponentType<IconProps>;
  /** Leads there, after `g`. */
  letter?: string;
}

/** What everybody works with. */
export const PLACES: readonly Place[] = [
  { to: '/', name: 'Overview', icon: HomeIcon, letter: 'o' },
  { to: '/runs', name: 'Runs', icon: ListIcon, letter: 'r' },
  { to: '/jobs', name: 'Jobs', icon: LayersIcon, letter: 'j' },
  { to: '/failures', name: 'Failures', icon: ErrorIcon, letter: 'f' },
  { to: '/schedules', name: 'Schedules', icon: CalendarIcon, letter: 's' },
  { to: '/workers', name: 'Workers', icon: WorkerIcon, letter: 'w' },
  { to: '/alerts', name: 'Alerts', icon: BellIcon, letter: 'a' },
];

export const FURTHER_PLACES: readonly Place[] = [
  { to: '/summaries', name: 'Summaries', icon: TableIcon },
  { to: '/verification', name: 'Verification', icon: SuccessIcon },
];

export const ACCOUNT: Place = { to: '/account', name: 'Account', icon: UserIcon, letter: 'u' };

/** For administrators. */
export const PEOPLE: Place = { to: '/people', name: 'People', icon: UserIcon };
