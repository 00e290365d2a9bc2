import type { Pipeline } from '@flx/shared/pipelines/pipeline'

import { formatPeriod } from '#web/lib/format.ts'
import { RelativeTime } from '#web/ui/time.tsx'

import { configurationCardWords } from './words.ts'

/** The freshness target of a pipeline, and when it last loaded. */
export function FreshnessFact({
  pipeline: { freshnessTargetSeconds, loadedAt },
}: {
  pipeline: Pick<Pipeline, 'freshnessTargetSeconds' | 'loadedAt'>
}) {
  return (
    <>
      {formatPeriod(freshnessTargetSeconds ?? 0)},{' '}
      {loadedAt === null ? (
        configurationCardWords.neverLoaded
      ) : (
        <>
          {configurationCardWords.loaded} <RelativeTime at={loadedAt} />
        </>
      )}
    </>
  )
}
