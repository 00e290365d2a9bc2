import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router'

import { queryClient } from '../core/query-client.ts'
import { session } from './session.ts'
import { wasSignedIn } from './signed-in-before.ts'

/** The first queries of a page, given its address and the parameters of its path. */
export type FirstQueries = (queries: QueryClient, address: URL, id: string) => Promise<unknown>[]

/**
 * A loader that starts the first queries of a page while its chunk loads and the session is asked for. Navigation does
 * not wait for them, and the page shows their errors: it asks for the same keys.
 */
export const startAhead =
  (first: FirstQueries) =>
  ({ request, params }: Pick<LoaderFunctionArgs, 'request' | 'params'>): null => {
    const start = () => {
      for (const query of first(queryClient, new URL(request.url), params['id'] ?? '')) query.catch(ignored)
    }
    if (wasSignedIn()) start()
    else {
      void queryClient.query(session.current()).then((user) => {
        if (user !== null) start()
      }, ignored)
    }
    return null
  }

const ignored = () => undefined
