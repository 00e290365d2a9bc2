import type { QueryClient } from '@tanstack/react-query'
import type { createRouter } from '../router.tsx'

import { executions } from '../api/executions/executions.ts'

/** After this long, the page is shown even if it is not ready. */
const MAX_MILLISECONDS = 5000

/**
 * Resolves when the page can be rendered with the server's data, so that its first rendering replaces the
 * server's in one step. Resolves at once if the server rendered nothing.
 */
export async function readyToTakeOver(
  root: Element,
  router: ReturnType<typeof createRouter>,
  queries: QueryClient,
): Promise<void> {
  if (root.firstChild === null) return
  const cleanups: (() => void)[] = []
  await new Promise<void>((resolve) => {
    const check = () => {
      const fetching = queries.isFetching({ queryKey: executions.lists() })
      if (router.state.initialized && fetching === 0) resolve()
    }
    const timer = setTimeout(resolve, MAX_MILLISECONDS)
    cleanups.push(router.subscribe(check), queries.getQueryCache().subscribe(check), () =>
      clearTimeout(timer),
    )
    check()
  })
  for (const cleanUp of cleanups) cleanUp()
}
