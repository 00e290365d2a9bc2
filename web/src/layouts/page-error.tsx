import { useEffect } from 'react'
import { isRouteErrorResponse, useRouteError } from 'react-router'

import { isProblem } from '#web/api/core/problem.ts'
import { reloadAtMostEvery } from '#web/lib/browser/reload.ts'
import { noteAnswer, useServedBuild } from '#web/lib/browser/served-build.ts'
import { ErrorState, UpdatedState } from '#web/ui/states.tsx'
import { tabTitle, updateWords } from '#web/ui/words.ts'

import { NotFoundPage } from './not-found-page.tsx'
import { pageErrorWords } from './words.ts'

/** Shown in the shell if a page failed to load or render. The rest of the page stays usable. */
export function PageError() {
  const error = useRouteError()
  const isLost = isLostChunk(error)
  const isOutdated = useServedBuild() !== 'same'
  useReloadWhenBack(isLost || isOutdated)
  if (isOutdated) {
    return (
      <>
        <title>{tabTitle(updateWords.title)}</title>
        <UpdatedState isPage />
      </>
    )
  }
  if (isProblem(error, 404) || (isRouteErrorResponse(error) && error.status === 404)) {
    return <NotFoundPage detail={isProblem(error) ? error.message : undefined} />
  }
  return (
    <>
      <title>{tabTitle(pageErrorWords.tab)}</title>
      <ErrorState
        isPage
        title={pageErrorWords.title}
        error={explain(error)}
        onRetry={() => location.reload()}
      />
    </>
  )
}

/** Shown without the shell, if the shell itself could not be loaded. */
export function RootError() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <PageError />
    </main>
  )
}

/** What Chromium, Firefox, Safari and Vite say of a file that could not be loaded. */
const LOST_CHUNK = /dynamically imported module|importing a module script failed|unable to preload css/i

/**
 * Reports whether a part of the page could not be loaded: the server was away for a moment, or an update
 * replaced its files.
 */
const isLostChunk = (error: unknown): boolean => error instanceof Error && LOST_CHUNK.test(error.message)

const explain = (error: unknown): unknown => (isLostChunk(error) ? new Error(pageErrorWords.lostPart) : error)

const RELOAD_INTERVAL_MS = 30_000
const CHECK_INTERVAL_MS = 2000

/**
 * Reloads the page once the server is there, at most once every `RELOAD_INTERVAL_MS`: a wall display has no user to
 * press a button. It asks the server instead of using the socket, because the socket's code might be the lost part,
 * and a browser does not fetch a lost module again.
 */
function useReloadWhenBack(needsReload: boolean): void {
  useEffect(() => {
    if (!needsReload) return
    const timer = setInterval(async () => {
      const ready = await fetch('/readyz').catch(() => null)
      if (ready !== null) noteAnswer(ready)
      if (ready?.ok === true) reloadAtMostEvery(RELOAD_INTERVAL_MS)
    }, CHECK_INTERVAL_MS)
    return () => clearInterval(timer)
  }, [needsReload])
}
