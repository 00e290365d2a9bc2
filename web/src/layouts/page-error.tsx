import { isRouteErrorResponse, useRouteError } from 'react-router'

import { isProblem } from '#web/api/problem.ts'
import { ErrorState } from '#web/ui/states.tsx'

import { NotFoundPage } from './not-found-page.tsx'

/** A page that failed to load or to render, inside the shell: the rest of the page stays usable. */
export function PageError() {
  const error = useRouteError()
  if (isProblem(error, 404) || (isRouteErrorResponse(error) && error.status === 404)) {
    return <NotFoundPage detail={isProblem(error) ? error.message : undefined} />
  }
  return (
    <>
      <title>Something went wrong · FLX Pipelines</title>
      <ErrorState
        title="This page could not be shown"
        error={explained(error)}
        onRetry={() => location.reload()}
      />
    </>
  )
}

/** The same without a shell, when even that could not be loaded. */
export function RootError() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <PageError />
    </main>
  )
}

/** After an update of the server the page's old chunks are gone: say so instead of naming a file. */
function explained(error: unknown): unknown {
  const isLostChunk = error instanceof TypeError && /dynamically imported module/i.test(error.message)
  return isLostChunk ? new Error('FLX Pipelines was updated. Load the page again to go on.') : error
}
