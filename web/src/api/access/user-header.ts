import { USER_HEADER } from '@flx/shared/access/user-header'
import type { SessionUser } from '@flx/shared/access/setup'

import { queryClient, SESSION_KEY } from '../core/query-client.ts'

/**
 * Names the user that the page belongs to. If a different user has signed in in this browser since, the
 * server refuses the request as unauthenticated instead of acting in that user's name.
 */
export function userHeader(): Record<string, string> {
  const user = queryClient.getQueryData<SessionUser | null>(SESSION_KEY)
  return user === undefined || user === null ? {} : { [USER_HEADER]: user.id }
}
