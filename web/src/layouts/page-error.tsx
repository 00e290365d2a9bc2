import { useEffect } from 'react'
import { isRouteErrorResponse, useRouteError } from 'react-router'
import { tabTitle } from '#web/ui/words.ts'

import { isProblem } from '#web/api/core/problem.ts'
import { ErrorState } from '#web/ui/states.tsx'

import { NotFoundPage } from './not-found-page.tsx'
import { pageErrorWords } from './words.ts'

/** A page that failed to load or to render, inside the shell: the rest of the page stays usable. */
export function PageError() {
  const error = useRouteError()
  const lost = isLostChunk(error)
  useReloadWhenBack(lost)
  if (isProblem(error, 404) || (isRouteErrorResponse(error) && error.status === 404)) {
    return <NotFoundPage detail={isProblem(error) ? error.message : undefined} />
  }
  return (
    <>
      <title>{tabTitle(pageErrorWords.tab)}</title>
      <ErrorState title={pageErrorWords.title} error={explained(error)} onRetry={() => location.reload()} />
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

/** A part of the page did not come: the server was away for a moment, or an update replaced its files. */
const isLostChunk = (error: unknown): boolean =>
  error instanceof TypeError && /dynamically imported module/i.test(error.message)

const explained = (error: unknown): unknown =>
  isLostChunk(error) ? new Error(pageErrorWords.lostPart) : error

const RELOADED_KEY = 'flx.reloaded-at'
const RELOAD_EVERY_MS = 30_000
const ASK_EVERY_MS = 2000

/**
 * Loads a page with a lost part again when the server is there, once in a while: a wall display has no user to press a
 * button. The server is asked, not the socket: its code may be what was lost, and a browser does not fetch a lost module
 * again.
 */
function useReloadWhenBack(lost: boolean): void {
  useEffect(() => {
    if (!lost) return
    const timer = setInterval(async () => {
      const earliest = Number(sessionStorage.getItem(RELOADED_KEY) ?? 0) + RELOAD_EVERY_MS
      if (Date.now() < earliest) return
      const ready = await fetch('/readyz').catch(() => null)
      if (ready?.ok !== true) return
      sessionStorage.setItem(RELOADED_KEY, String(Date.now()))
      location.reload()
    }, ASK_EVERY_MS)
    return () => clearInterval(timer)
  }, [lost])
}
