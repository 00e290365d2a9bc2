import { PERSON_HEADER } from '@flx/shared/access/person-header'
import type { SessionUser } from '@flx/shared/access/setup'

import { queryClient, SESSION_KEY } from '../core/query-client.ts'

/**
 * Names the person that the page belongs to, so that nothing is done in the name of another one who has signed in in
 * this browser meanwhile: the server then refuses the request as unauthenticated.
 */
export function personHeader(): Record<string, string> {
  const person = queryClient.getQueryData<SessionUser | null>(SESSION_KEY)
  return person === undefined || person === null ? {} : { [PERSON_HEADER]: person.id }
}
