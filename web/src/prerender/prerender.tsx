import type { FirstAnswers } from '@flx/shared/core/first-answers'
import type { Look } from '@flx/shared/core/look'
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { renderToString } from 'react-dom/server'
import { Outlet, RouterProvider, createMemoryRouter } from 'react-router'

import { session } from '../api/access/session.ts'
import { alerts } from '../api/alerts.ts'
import { provideAnswers } from '../api/core/early-requests.ts'
import { createQueryClient } from '../api/core/query-client.ts'
import { executions } from '../api/executions/executions.ts'
import { holds } from '../api/executions/holds.ts'
import { failures } from '../api/failures/failures.ts'
import { statistics } from '../api/statistics.ts'
import { storage } from '../api/storage.ts'
import { Component as ExecutionsPage } from '../features/executions/list/executions-page.tsx'
import { LiveSession } from '../layouts/live/live-session.tsx'
import { Shell } from '../layouts/shell.tsx'
import { ClockProvider } from '../lib/time/clock.tsx'
import { showTimesOf } from '../lib/time/time-zone.ts'
import { readExecutionSearch } from '../parts/execution-filters/execution-search.ts'
import { paths } from '../paths.ts'
import { ToastProvider } from '../ui/overlays/toast.tsx'

/**
 * Renders the HTML of the executions page before any code runs in the browser, from the page's own
 * components. Built for Node: the server runs it in a thread (`adapters/web/prerenderer.ts`), one page at a
 * time. `Look` holds what only a browser knows.
 */
export async function prerender(answers: FirstAnswers, { zone }: Look): Promise<string> {
  showTimesOf(zone)
  const queries = createQueryClient()
  const router = createMemoryRouter(ROUTES, { initialEntries: [paths.executions()] })
  try {
    provideAnswers(answers)
    await fill(queries, zone)
    return renderToString(
      <QueryClientProvider client={queries}>
        <ClockProvider>
          <RouterProvider router={router} />
        </ClockProvider>
      </QueryClientProvider>,
    )
  } finally {
    router.dispose()
    queries.clear()
  }
}

/** As in `router.tsx`, without lazy loading. */
const ROUTES = [
  {
    element: (
      <ToastProvider>
        <Outlet />
      </ToastProvider>
    ),
    children: [
      {
        element: <LiveSession />,
        children: [
          { element: <Shell />, children: [{ path: paths.executions(), element: <ExecutionsPage /> }] },
        ],
      },
    ],
  },
]

/**
 * Fills the query cache with the given answers. Rejects if an answer is missing that the page cannot be
 * rendered without.
 */
async function fill(queries: QueryClient, zone: string): Promise<void> {
  const noRetry = { retry: false }
  const { filters } = readExecutionSearch(new URLSearchParams(), zone)
  const required = [
    queries.query({ ...session.current(), ...noRetry }),
    queries.infiniteQuery({ ...executions.list(filters), ...noRetry }),
  ]
  await Promise.allSettled([
    queries.query({ ...failures.summary(), ...noRetry }),
    queries.query({ ...alerts.open(), ...noRetry }),
    queries.query({ ...holds.list(), ...noRetry }),
    queries.query({ ...statistics.sampleHistory(), ...noRetry }),
    queries.query({ ...storage.warning(), ...noRetry }),
  ])
  await Promise.all(required)
}
