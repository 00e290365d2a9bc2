import { redirect, type LoaderFunctionArgs } from 'react-router'

import { forgetFirstRequests, noteFirstRequests } from '#web/api/core/early-requests.ts'
import { queryClient } from '#web/api/core/query-client.ts'
import { session } from '#web/api/access/session.ts'
import { failures } from '#web/api/failures/failures.ts'
import { paths } from '#web/paths.ts'

import { noteSignedIn } from '#web/api/access/signed-in-before.ts'

/**
 * Lets only signed-in users in. Others are redirected to sign-in and come back, or set up the first
 * administrator.
 */
export async function requireSession({ request }: LoaderFunctionArgs): Promise<null> {
  const user = await queryClient.query({ ...session.current(), staleTime: 0 })
  noteSignedIn(user !== null)
  if (user !== null) {
    // After the queries that this page starts at the same time.
    setTimeout(noteFirstRequests)
    return redirectToFailures(new URL(request.url))
  }
  forgetFirstRequests()
  const { needed } = await queryClient.query(session.setup())
  if (needed) throw redirect(paths.setup())
  const { pathname, search, hash } = new URL(request.url)
  throw redirect(paths.signIn(`${pathname}${search}${hash}`))
}

/** Redirects the home page to the failures while a cause is open. The dashboard is one click away. */
async function redirectToFailures({ pathname, search }: URL): Promise<null> {
  if (pathname !== paths.home() || search !== '') return null
  const summary = await queryClient.query(failures.summary()).catch(() => undefined)
  if (summary !== undefined && summary.open > 0) throw redirect(paths.failures())
  return null
}
