import type { Hold } from '@flx/shared/executions/hold'
import { useQuery } from '@tanstack/react-query'

import { holds } from '#web/api/executions/holds.ts'
import { useNow } from '#web/lib/time/clock.tsx'

const STEP_SECONDS = 5

/** The holds that are in force; one whose end has come leaves by itself. */
export function useHolds(): readonly Hold[] {
  const { data = [] } = useQuery(holds.list())
  const now = useNow(STEP_SECONDS)
  return data.filter(({ until }) => until === null || Date.parse(until) > now)
}

/** The plugins of a pipeline. */
interface Parts {
  extractor: string
  loader: string
  mappers: readonly string[]
  transform: string
}

/** The hold that would keep an execution of the pipeline waiting. */
export function useHoldOf({ extractor, loader, mappers, transform }: Parts): Hold | undefined {
  const [transformer = ''] = transform.split(':')
  const plugins = new Set([extractor, loader, ...mappers, transformer])
  return useHolds().find(({ plugin }) => plugin === null || plugins.has(plugin))
}
