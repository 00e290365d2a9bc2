import type { DiskWarning, Storage, StorageUsage } from '@flx/shared/operations/storage'

import { messageOf } from '../../domain/core/errors.ts'
import type { Log } from '../../domain/core/log.ts'
import type { RetentionStore } from '../../domain/operations/retention.ts'
import type { StorageProbe } from '../../domain/operations/storage.ts'
import { nowText, type AppContext } from '../core/context.ts'

export type StorageContext = Pick<AppContext, 'clock'> & {
  probe: StorageProbe
  retention: RetentionStore
  log: Log
}

/** Disk usage by kind of data. */
export interface StorageView {
  show(): Promise<Storage>
  /** Returns the last measurement; null before the first. */
  lastUsage(): StorageUsage | null
  /** Measures again unless a measurement is running, then emits `disk.changed`. */
  measure(): Promise<void>
  warning(): Promise<DiskWarning>
  /** Checks the free space and emits an event when it becomes low or stops being low. */
  check(): Promise<void>
}

const GIGABYTE = 1_000_000_000

export function createStorageView(context: StorageContext): StorageView {
  const { probe, retention, log } = context
  let usage: StorageUsage | null = null
  let error: string | null = null
  let measuring: Promise<void> | undefined
  let wasLow = false

  async function measureNow(): Promise<void> {
    try {
      usage = { ...(await probe.measure()), measuredAt: nowText(context) }
      error = null
    } catch (problem) {
      error = messageOf(problem)
      log.warn({ error }, 'Could not measure disk use')
    }
    measuring = undefined
    await announce()
  }

  /** On a full disk this can fail; the next load of the page shows the value. */
  const announce = (): Promise<void> =>
    retention
      .announce()
      .catch((problem: unknown) => log.warn({ error: messageOf(problem) }, 'Could not notify pages'))

  async function warning(): Promise<DiskWarning> {
    const space = await probe.space()
    const warnBelowBytes = (await retention.policy()).warnFreeGigabytes * GIGABYTE
    return { ...space, warnBelowBytes, isLow: space.freeBytes < warnBelowBytes }
  }

  return {
    async show() {
      return { disk: await probe.space(), usage, isMeasuring: measuring !== undefined, error }
    },
    lastUsage: () => usage,
    measure: () => (measuring ??= measureNow()),
    warning,
    async check() {
      const { isLow, freeBytes, warnBelowBytes } = await warning()
      if (isLow === wasLow) return
      wasLow = isLow
      if (isLow) log.warn({ freeBytes, warnBelowBytes }, 'The disk is almost full')
      await announce()
    },
  }
}
