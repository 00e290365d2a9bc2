import type { Hold } from '@flx/shared/executions/hold'
import { useQuery } from '@tanstack/react-query'

import { holds } from '#web/api/executions/holds.ts'
import { useNow } from '#web/lib/time/clock.tsx'

const STEP_SECONDS = 5
/** The holds above every page. More would push the page out of sight. The schedules page shows all of them. */
export const SHOWN_HOLDS = 2

/** Returns the holds in force. A hold whose end has come disappears on its own. */
export function useHolds(): readonly Hold[] {
  const { data = [] } = useQuery(holds.list())
  const now = useNow(STEP_SECONDS)
  return data.filter(({ until }) => until === null || Date.parse(until) > now)
}

/** The plugins of a pipeline. */
interface PipelinePlugins {
  extractor: string
  loader: string
  mappers: readonly string[]
  transform: string
}

/** Returns the hold that would keep an execution of the pipeline waiting. */
export function useHoldOf({ extractor, loader, mappers, transform }: PipelinePlugins): Hold | undefined {
  const [transformer = ''] = transform.split(':')
  const plugins = new Set([extractor, loader, ...mappers, transformer])
  return useHolds().find(({ plugin }) => plugin === null || plugins.has(plugin))
}
