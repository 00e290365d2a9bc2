import { redirect, type LoaderFunctionArgs } from 'react-router'

import { queryClient } from '#web/api/query-client.ts'
import { session } from '#web/api/session.ts'
import { paths } from '#web/paths.ts'

/** Lets only signed-in people in: others go to sign-in and come back, or set up the first administrator. */
export async function requireSession({ request }: LoaderFunctionArgs): Promise<null> {
  const user = await queryClient.query({ ...session.current(), staleTime: 0 })
  if (user !== null) return null
  const { needed } = await queryClient.query(session.setup())
  if (needed) throw redirect(paths.setup())
  const { pathname, search, hash } = new URL(request.url)
  throw redirect(paths.signIn(`${pathname}${search}${hash}`))
}
