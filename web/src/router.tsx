import { Outlet, createBrowserRouter, redirect } from 'react-router'

import { executions } from './api/executions.ts'
import { pipelines } from './api/pipelines.ts'
import { firstQueries as executionsFirst } from './features/executions/list/first-queries.ts'
import { firstQueries as streamsFirst } from './features/pipelines/streams/first-queries.ts'
import { requireSession } from './features/session/require-session.ts'
import { startAhead, type FirstQueries } from './api/access/start-ahead.ts'
import { PageError, RootError } from './layouts/page-error.tsx'
import { NotFoundPage } from './layouts/not-found-page.tsx'
import { PageSkeleton } from './layouts/page-skeleton.tsx'
import { Shell } from './layouts/shell.tsx'
import { paths } from './paths.ts'
import { ToastProvider } from './ui/overlays/toast.tsx'

/** Only entering a page starts its queries: what changes on it, it asks for itself. */
const ahead = (first: FirstQueries) => ({ loader: startAhead(first), shouldRevalidate: () => false })

/** Every page is a chunk of its own that exports `Component` and, where it loads ahead, `loader`. */
export function createRouter() {
  return createBrowserRouter([
    {
      // Within the router, because messages hold links.
      element: (
        <ToastProvider>
          <Outlet />
        </ToastProvider>
      ),
      errorElement: <RootError />,
      HydrateFallback: () => null,
      children: [
        { path: '/setup', lazy: () => import('./features/session/set-up-page.tsx') },
        { path: '/set-password', lazy: () => import('./features/session/set-password-page.tsx') },
        { path: '/sign-in', lazy: () => import('./features/session/sign-in-page.tsx') },
        {
          loader: requireSession,
          // Signing in or out is the only thing that changes its answer.
          shouldRevalidate: () => false,
          element: <Shell />,
          children: [
            {
              errorElement: <PageError />,
              HydrateFallback: PageSkeleton,
              children: [
                { index: true, lazy: () => import('./features/dashboard/dashboard-page.tsx') },
                { path: '/pipelines', lazy: () => import('./features/pipelines/list/pipelines-page.tsx') },
                { path: '/pipelines/new', lazy: () => import('./features/pipelines/form/create-page.tsx') },
                {
                  path: '/pipelines/:id',
                  loader: startAhead((queries, _address, id) => [queries.query(pipelines.detail(id))]),
                  lazy: () => import('./features/pipelines/detail/pipeline-page.tsx'),
                },
                {
                  path: '/pipelines/:id/streams',
                  loader: startAhead(streamsFirst),
                  lazy: () => import('./features/pipelines/streams/streams-page.tsx'),
                },
                {
                  path: '/pipelines/:id/edit',
                  lazy: () => import('./features/pipelines/form/edit-page.tsx'),
                },
                {
                  path: '/executions',
                  ...ahead(executionsFirst),
                  lazy: () => import('./features/executions/list/executions-page.tsx'),
                },
                {
                  path: '/executions/:id',
                  loader: startAhead((queries, _address, id) => [queries.query(executions.detail(id))]),
                  lazy: () => import('./features/executions/execution-page.tsx'),
                },
                { path: '/failures', lazy: () => import('./features/failures/failures-page.tsx') },
                { path: '/plugins', lazy: () => import('./features/plugins/list/plugins-page.tsx') },
                { path: '/plugins/new', lazy: () => import('./features/plugins/add/add-page.tsx') },
                { path: '/plugins/:id', lazy: () => import('./features/plugins/plugin-page.tsx') },
                { path: '/schedules', lazy: () => import('./features/schedules/schedules-page.tsx') },
                { path: '/settings', loader: () => redirect(paths.profile()) },
                { path: '/settings/profile', lazy: () => import('./features/settings/profile-page.tsx') },
                { path: '/settings/tokens', lazy: () => import('./features/settings/tokens-page.tsx') },
                { path: '/settings/people', lazy: () => import('./features/settings/people-page.tsx') },
                { path: '/settings/api', lazy: () => import('./features/api-docs/api-page.tsx') },
                { path: '/alerts', lazy: () => import('./features/alerts/alerts-page.tsx') },
                { path: '/settings/storage', lazy: () => import('./features/storage/storage-page.tsx') },
                { path: '/settings/audit', lazy: () => import('./features/audit/audit-page.tsx') },
                { path: '*', element: <NotFoundPage /> },
              ],
            },
          ],
        },
      ],
    },
  ])
}
