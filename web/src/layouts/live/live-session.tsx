import { useQuery } from '@tanstack/react-query'
import { Navigate, Outlet, useLocation } from 'react-router'

import { useSessionEnd } from '#web/api/access/session-end.ts'
import { session } from '#web/api/access/session.ts'
import { LiveProvider } from '#web/api/live/live.tsx'
import { paths } from '#web/paths.ts'

import { SessionEndedDialog } from '../session-ended-dialog.tsx'

/**
 * Everything for signed-in users, with the socket. If the session ends, a dialog over the page asks to sign
 * in again.
 */
export function LiveSession() {
  const location = useLocation()
  const { data: user } = useQuery(session.current())
  const end = useSessionEnd()
  if (user === null) {
    return <Navigate to={paths.signIn(`${location.pathname}${location.search}${location.hash}`)} replace />
  }
  return (
    <LiveProvider paused={end !== null}>
      <Outlet />
      {end !== null && user !== undefined && <SessionEndedDialog user={user} other={end.other} />}
    </LiveProvider>
  )
}
