import type { Health } from '@flx/shared/operations/wall'

import type { AppContext } from '../core/context.ts'

const HOUR_MS = 3_600_000
const HOURS = 24
/** Maximum number of pipelines considered. */
const MAX_PIPELINES = 10_000
/** Milliseconds for which the current value is reused, however many displays ask. */
const FRESH_MS = 5000

/**
 * The share of pipelines whose last execution did not fail, now and at each full hour of the last day. The
 * past does not change, so each hour is computed once and cached while it is shown.
 */
export class HealthHistory {
  readonly #context: Pick<AppContext, 'statistics' | 'clock'>
  readonly #hours = new Map<number, Promise<Health>>()
  #now: { at: number; health: Promise<Health> } | null = null

  constructor(context: Pick<AppContext, 'statistics' | 'clock'>) {
    this.#context = context
  }

  now(): Promise<Health> {
    const at = this.#context.clock.now().getTime()
    const cached = this.#now
    if (cached !== null && at >= cached.at && at - cached.at < FRESH_MS) return cached.health
    const health = this.#at(at)
    const entry = { at, health }
    this.#now = entry
    health.catch(() => {
      if (this.#now === entry) this.#now = null
    })
    return health
  }

  /**
   * Returns the hours, oldest first. Computes them one after the other, because each reads every pipeline.
   */
  async before(): Promise<Health[]> {
    const last = Math.floor(this.#context.clock.now().getTime() / HOUR_MS) * HOUR_MS
    const first = last - HOURS * HOUR_MS
    for (const hour of this.#hours.keys()) if (hour < first || hour > last) this.#hours.delete(hour)
    const points: Health[] = []
    for (let hour = first; hour <= last; hour += HOUR_MS) {
      let point = this.#hours.get(hour)
      if (point === undefined) {
        point = this.#at(hour)
        this.#hours.set(hour, point)
        point.catch(() => this.#hours.delete(hour))
      }
      points.push(await point)
    }
    return points
  }

  async #at(at: number): Promise<Health> {
    const moment = new Date(at).toISOString()
    return { at: moment, ...(await this.#context.statistics.healthAt(moment, MAX_PIPELINES)) }
  }
}
