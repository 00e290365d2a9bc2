import type { DiskWarning, Storage, StorageUsage } from '@flx/shared/storage'

import { messageOf } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import type { RetentionStore } from '../domain/retention.ts'
import type { StorageProbe } from '../domain/storage.ts'
import { nowText, type AppContext } from './context.ts'

export type StorageContext = Pick<AppContext, 'clock'> & {
  probe: StorageProbe
  retention: RetentionStore
  log: Log
}

/** How full the disk is and what with. */
export interface StorageView {
  show(): Promise<Storage>
  /** The last measurement, null before the first. */
  lastUsage(): StorageUsage | null
  /** Measures anew, unless that is under way; pages are told when it is done. */
  measure(): Promise<void>
  warning(): Promise<DiskWarning>
  /** Looks at the free space, and tells the pages when it became low or is no longer so. */
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
      log.warn({ error }, 'The disk use could not be measured')
    }
    measuring = undefined
    await announce()
  }

  /** On a full disk this may not be possible; whoever loads the page anew sees it. */
  const announce = (): Promise<void> =>
    retention
      .announce()
      .catch((problem: unknown) => log.warn({ error: messageOf(problem) }, 'Pages could not be told'))

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
      if (isLow) log.warn({ freeBytes, warnBelowBytes }, 'The disk is nearly full')
      await announce()
    },
  }
}
