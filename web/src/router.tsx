import { Outlet, createBrowserRouter, redirect } from 'react-router'

import { dashboards } from './api/dashboards.ts'
import { executions } from './api/executions/executions.ts'
import { pipelines } from './api/pipelines/pipelines.ts'
import { firstQueries as executionsFirst } from './features/executions/list/first-queries.ts'
import { firstQueries as lineageFirst } from './features/lineage/first-queries.ts'
import { firstQueries as streamsFirst } from './features/pipelines/streams/first-queries.ts'
import { requireSession } from './features/session/require-session.ts'
import { startAhead, type FirstQueries } from './api/access/start-ahead.ts'
import { PageError, RootError } from './layouts/page-error.tsx'
import { LiveSession } from './layouts/live/live-session.tsx'
import { NotFoundPage } from './layouts/not-found-page.tsx'
import { PageUpdate } from './layouts/page-update.tsx'
import { PageSkeleton } from './layouts/page-skeleton.tsx'
import { Shell } from './layouts/shell.tsx'
import { pages } from './pages.ts'
import { paths } from './paths.ts'
import { ToastProvider } from './ui/overlays/toast.tsx'

/** Starts a page's queries when it is entered. After that the page loads what it needs itself. */
const withFirstQueries = (first: FirstQueries) => ({
  loader: startAhead(first),
  shouldRevalidate: () => false,
})

export function createRouter() {
  return createBrowserRouter([
    {
      // Inside the router, because messages contain links.
      element: (
        <ToastProvider>
          <Outlet />
          <PageUpdate />
        </ToastProvider>
      ),
      errorElement: <RootError />,
      HydrateFallback: () => null,
      children: [
        { path: '/setup', lazy: pages['/setup'] },
        { path: '/set-password', lazy: pages['/set-password'] },
        { path: '/sign-in', lazy: pages['/sign-in'] },
        {
          loader: requireSession,
          // Only signing in or out changes its answer.
          shouldRevalidate: () => false,
          element: <LiveSession />,
          children: [
            {
              path: '/wall',
              errorElement: <RootError />,
              HydrateFallback: () => null,
              lazy: () => import('./features/wall/wall-page.tsx'),
            },
            {
              path: '/dashboards/:id/wall',
              errorElement: <RootError />,
              HydrateFallback: () => null,
              lazy: () => import('./features/dashboard/own/wall-page.tsx'),
            },
            {
              element: <Shell />,
              children: [
                {
                  errorElement: <PageError />,
                  HydrateFallback: PageSkeleton,
                  children: [
                    { index: true, lazy: pages['/'] },
                    { path: '/dashboards', lazy: pages['/dashboards'] },
                    {
                      path: '/dashboards/:id',
                      loader: startAhead((queries, _address, id) => [queries.query(dashboards.detail(id))]),
                      lazy: pages['/dashboards/:id'],
                    },
                    { path: '/pipelines', lazy: pages['/pipelines'] },
                    { path: '/pipelines/new', lazy: pages['/pipelines/new'] },
                    { path: '/pipelines/flows', lazy: pages['/pipelines/flows'] },
                    { path: '/pipelines/import', lazy: pages['/pipelines/import'] },
                    {
                      path: '/pipelines/:id',
                      loader: startAhead((queries, _address, id) => [queries.query(pipelines.detail(id))]),
                      lazy: pages['/pipelines/:id'],
                    },
                    {
                      path: '/pipelines/:id/streams',
                      loader: startAhead(streamsFirst),
                      lazy: pages['/pipelines/:id/streams'],
                    },
                    {
                      path: '/pipelines/:id/edit',
                      lazy: pages['/pipelines/:id/edit'],
                    },
                    { path: '/templates', lazy: pages['/templates'] },
                    { path: '/templates/new', lazy: pages['/templates/new'] },
                    { path: '/templates/:id', lazy: pages['/templates/:id'] },
                    { path: '/templates/:id/edit', lazy: pages['/templates/:id/edit'] },
                    { path: '/templates/:id/use', lazy: pages['/templates/:id/use'] },
                    {
                      path: '/executions',
                      ...withFirstQueries(executionsFirst),
                      lazy: pages['/executions'],
                    },
                    { path: '/executions/logs', lazy: pages['/executions/logs'] },
                    {
                      path: '/executions/:id',
                      loader: startAhead((queries, _address, id) => [queries.query(executions.detail(id))]),
                      lazy: pages['/executions/:id'],
                    },
                    { path: '/failures', lazy: pages['/failures'] },
                    { path: '/lineage', ...withFirstQueries(lineageFirst), lazy: pages['/lineage'] },
                    { path: '/plugins', lazy: pages['/plugins'] },
                    { path: '/plugins/new', lazy: pages['/plugins/new'] },
                    { path: '/plugins/:id', lazy: pages['/plugins/:id'] },
                    { path: '/schedules', lazy: pages['/schedules'] },
                    { path: '/settings', loader: () => redirect(paths.profile()) },
                    { path: '/settings/profile', lazy: pages['/settings/profile'] },
                    { path: '/settings/tokens', lazy: pages['/settings/tokens'] },
                    { path: '/settings/users', lazy: pages['/settings/users'] },
                    // Its address from when users were called people.
                    { path: '/settings/people', loader: () => redirect(paths.users()) },
                    { path: '/settings/api', lazy: pages['/settings/api'] },
                    { path: '/alerts', lazy: pages['/alerts'] },
                    { path: '/settings/workers', lazy: pages['/settings/workers'] },
                    { path: '/settings/storage', lazy: pages['/settings/storage'] },
                    { path: '/settings/runners', lazy: pages['/settings/runners'] },
                    { path: '/settings/meltano', lazy: pages['/settings/meltano'] },
                    { path: '/settings/openlineage', lazy: pages['/settings/openlineage'] },
                    { path: '/settings/audit', lazy: pages['/settings/audit'] },
                    { path: '*', element: <NotFoundPage /> },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
  ])
}
