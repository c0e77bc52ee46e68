import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { CONSOLE_PATH } from '../api/base';
import { onceReached } from '../api/connection';
import { NotFound, Pending, ScreenError } from './fallbacks';
import { parseSearch, type Search, stringifySearch } from './search';
import { Shell } from './shell';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  validateSearch: (search: Record<string, unknown>): Search => parseSearch(stringifySearch(search)),
});

/** Each screen is a file of its own, fetched when it is opened first. */
const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyRouteComponent(
      onceReached(() => import('../overview/overview-screen')),
      'OverviewScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs',
    component: lazyRouteComponent(
      onceReached(() => import('../runs/runs-screen')),
      'RunsScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs/$id',
    component: lazyRouteComponent(
      onceReached(() => import('../run/run-screen')),
      'RunScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs',
    component: lazyRouteComponent(
      onceReached(() => import('../jobs/jobs-screen')),
      'JobsScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs/$id',
    component: lazyRouteComponent(
      onceReached(() => import('../job/job-screen')),
      'JobScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/failures',
    component: lazyRouteComponent(
      onceReached(() => import('../failures/failures-screen')),
      'FailuresScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/schedules',
    component: lazyRouteComponent(
      onceReached(() => import('../schedules/schedules-screen')),
      'SchedulesScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/workers',
    component: lazyRouteComponent(
      onceReached(() => import('../workers/workers-screen')),
      'WorkersScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/alerts',
    component: lazyRouteComponent(
      onceReached(() => import('../alerts/alerts-screen')),
      'AlertsScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/account',
    component: lazyRouteComponent(
      onceReached(() => import('../account/account-screen')),
      'AccountScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/people',
    component: lazyRouteComponent(
      onceReached(() => import('../people/people-screen')),
      'PeopleScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/verification',
    component: lazyRouteComponent(
      onceReached(() => import('../verification/verification-screen')),
      'VerificationScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/summaries',
    component: lazyRouteComponent(
      onceReached(() => import('../summaries/summaries-screen')),
      'SummariesScreen',
    ),
  }),
] as const;

/** All the console's addresses. */
export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: CONSOLE_PATH,
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultPreload: 'intent',
  defaultErrorComponent: ScreenError,
  defaultPendingComponent: Pending,
  defaultNotFoundComponent: NotFound,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
