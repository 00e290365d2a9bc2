import type { LineagePipeline } from '@flx/shared/lineage/lineage'
import { freshnessOf, type FreshnessState } from '@flx/shared/pipelines/freshness'
import { clsx } from 'clsx'
import { CircleCheck, CircleDashed, CircleX, ClockAlert, type LucideIcon } from 'lucide-react'

import { shortSpan } from '#web/lib/format.ts'
import { useNow } from '#web/lib/time/clock.tsx'

import { freshnessWords as words } from './words.ts'

const LOOKS: Record<FreshnessState, { icon: LucideIcon; text: string }> = {
  past: { icon: CircleX, text: 'text-status-failed' },
  close: { icon: ClockAlert, text: 'text-caution' },
  fresh: { icon: CircleCheck, text: 'text-status-success' },
  none: { icon: CircleDashed, text: 'text-text-faint' },
}

/** Describes the age of a pipeline's data compared with its target. */
function freshnessText(pipeline: LineagePipeline, now: number): string {
  const { loadedAt, freshnessTargetSeconds: target } = pipeline
  if (loadedAt === null) return words.never
  const age = shortSpan((now - Date.parse(loadedAt)) / 1000)
  const state = freshnessOf(pipeline, now)
  if (target === null || state === 'none') return words.old(age)
  return state === 'fresh' ? words.fresh(age) : words.aged(age, shortSpan(target))
}

/** The age of a pipeline's data with its icon and colour. */
export function FreshnessText({ pipeline, plain = false }: { pipeline: LineagePipeline; plain?: boolean }) {
  const now = useNow(30)
  const { icon: Icon, text } = LOOKS[freshnessOf(pipeline, now)]
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <Icon aria-hidden className={clsx('size-3.5 shrink-0', text)} />
      <span className={clsx('tabular truncate', !plain && text)}>{freshnessText(pipeline, now)}</span>
    </span>
  )
}
