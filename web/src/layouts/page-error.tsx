import { useEffect } from 'react'
import { isRouteErrorResponse, useRouteError } from 'react-router'
import { tabTitle } from '#web/ui/words.ts'

import { isProblem } from '#web/api/core/problem.ts'
import { ErrorState } from '#web/ui/states.tsx'

import { NotFoundPage } from './not-found-page.tsx'
import { pageErrorWords } from './words.ts'

/** Shown in the shell if a page failed to load or render. The rest of the page stays usable. */
export function PageError() {
  const error = useRouteError()
  const isLost = isLostChunk(error)
  useReloadWhenBack(isLost)
  if (isProblem(error, 404) || (isRouteErrorResponse(error) && error.status === 404)) {
    return <NotFoundPage detail={isProblem(error) ? error.message : undefined} />
  }
  return (
    <>
      <title>{tabTitle(pageErrorWords.tab)}</title>
      <ErrorState title={pageErrorWords.title} error={explain(error)} onRetry={() => location.reload()} />
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

/**
 * Reports whether a part of the page could not be loaded: the server was away for a moment, or an update
 * replaced its files.
 */
const isLostChunk = (error: unknown): boolean =>
  error instanceof TypeError && /dynamically imported module/i.test(error.message)

const explain = (error: unknown): unknown => (isLostChunk(error) ? new Error(pageErrorWords.lostPart) : error)

const RELOADED_KEY = 'flx.reloaded-at'
const RELOAD_INTERVAL_MS = 30_000
const CHECK_INTERVAL_MS = 2000

/**
 * Reloads a page with a lost part once the server is there, at most once every `RELOAD_INTERVAL_MS`: a wall
 * display has no user to press a button. It asks the server instead of using the socket, because the socket's
 * code might be the lost part, and a browser does not fetch a lost module again.
 */
function useReloadWhenBack(isLost: boolean): void {
  useEffect(() => {
    if (!isLost) return
    const timer = setInterval(async () => {
      const earliest = Number(sessionStorage.getItem(RELOADED_KEY) ?? 0) + RELOAD_INTERVAL_MS
      if (Date.now() < earliest) return
      const ready = await fetch('/readyz').catch(() => null)
      if (ready?.ok !== true) return
      sessionStorage.setItem(RELOADED_KEY, String(Date.now()))
      location.reload()
    }, CHECK_INTERVAL_MS)
    return () => clearInterval(timer)
  }, [isLost])
}
