import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router'

import { queryClient } from '../core/query-client.ts'
import { session } from './session.ts'
import { wasSignedIn } from './signed-in-before.ts'

/** Starts the first queries of a page, given its address and the id in its path. */
export type FirstQueries = (queries: QueryClient, address: URL, id: string) => Promise<unknown>[]

/**
 * Makes a loader that starts the first queries of a page while its chunk and the session load. Navigation
 * does not wait for them. The page itself shows their errors, because it uses the same query keys.
 */
export const startAhead =
  (firstQueries: FirstQueries) =>
  ({ request, params }: Pick<LoaderFunctionArgs, 'request' | 'params'>): null => {
    const start = () => {
      for (const query of firstQueries(queryClient, new URL(request.url), params['id'] ?? ''))
        query.catch(ignore)
    }
    if (wasSignedIn()) start()
    else {
      void queryClient.query(session.current()).then((user) => {
        if (user !== null) start()
      }, ignore)
    }
    return null
  }

const ignore = () => undefined
