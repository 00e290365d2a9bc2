import { queryOptions } from '@tanstack/react-query'

import { lastEvening } from '#web/lib/time/wall-time.ts'

import { api, load } from './core/client.ts'

/**
 * The interval at which the wall reloads. Changes that come with time alone, such as a schedule becoming
 * late, send no event.
 */
const INTERVAL_MILLISECONDS = 30_000

export const wall = {
  /** Everything that a display on a wall shows, from yesterday evening in a time zone. */
  shown: (zone: string) =>
    queryOptions({
      queryKey: ['wall', zone],
      queryFn: (context) =>
        load(context, (options) =>
          api.wall.$get({ query: { since: lastEvening(Date.now(), zone) } }, options),
        ),
      refetchInterval: INTERVAL_MILLISECONDS,
      refetchIntervalInBackground: true,
      refetchOnReconnect: 'always',
    }),
}
