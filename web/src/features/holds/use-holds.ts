import type { Hold } from '@flx/shared/hold'
import { useQuery } from '@tanstack/react-query'

import { holds } from '#web/api/holds.ts'
import { useNow } from '#web/lib/clock.tsx'

const STEP_SECONDS = 5

/** The holds that are in force; one whose end has come leaves by itself. */
export function useHolds(): readonly Hold[] {
  const { data = [] } = useQuery(holds.list())
  const now = useNow(STEP_SECONDS)
  return data.filter(({ until }) => until === null || Date.parse(until) > now)
}
