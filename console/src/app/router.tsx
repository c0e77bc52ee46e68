import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { CONSOLE_PATH } from '../page/base';
import { fetching } from '../page/parts';
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
      fetching(() => import('../overview/overview-screen')),
      'OverviewScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs',
    component: lazyRouteComponent(
      fetching(() => import('../runs/runs-screen')),
      'RunsScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs/$id',
    component: lazyRouteComponent(
      fetching(() => import('../run/run-screen')),
      'RunScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs',
    component: lazyRouteComponent(
      fetching(() => import('../jobs/jobs-screen')),
      'JobsScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs/$id',
    component: lazyRouteComponent(
      fetching(() => import('../job/job-screen')),
      'JobScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/failures',
    component: lazyRouteComponent(
      fetching(() => import('../failures/failures-screen')),
      'FailuresScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/schedules',
    component: lazyRouteComponent(
      fetching(() => import('../schedules/schedules-screen')),
      'SchedulesScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/workers',
    component: lazyRouteComponent(
      fetching(() => import('../workers/workers-screen')),
      'WorkersScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/alerts',
    component: lazyRouteComponent(
      fetching(() => import('../alerts/alerts-screen')),
      'AlertsScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/account',
    component: lazyRouteComponent(
      fetching(() => import('../account/account-screen')),
      'AccountScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/people',
    component: lazyRouteComponent(
      fetching(() => import('../people/people-screen')),
      'PeopleScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/verification',
    component: lazyRouteComponent(
      fetching(() => import('../verification/verification-screen')),
      'VerificationScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/summaries',
    component: lazyRouteComponent(
      fetching(() => import('../summaries/summaries-screen')),
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
