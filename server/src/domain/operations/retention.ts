import {
  DEFAULT_RETENTION,
  RETENTION_KINDS,
  type Removal,
  type Removals,
  type RetentionKind,
  type RetentionPass,
  type RetentionPolicy,
} from '@flx/shared/operations/retention'

import type { AuditNote } from '../access/audit-log.ts'

/** Stands for a policy that cannot be read: nothing is removed until it is set again. */
export const KEEP_EVERYTHING: RetentionPolicy = { ...DEFAULT_RETENTION, alertDays: null, tickDays: null }

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** A policy at one moment: what is older than these times goes. Null = nothing goes. */
export interface RetentionLimits {
  executionsBefore: string | null
  executionsPerPipeline: number | null
  logsBefore: string | null
  alertsBefore: string | null
  ticksBefore: string | null
  auditBefore: string | null
  eventsBefore: string
}

export function limitsOf(policy: RetentionPolicy, now: Date): RetentionLimits {
  const before = (days: number | null): string | null =>
    days === null ? null : new Date(now.getTime() - days * DAY_MS).toISOString()
  return {
    executionsBefore: before(policy.executionDays),
    executionsPerPipeline: policy.executionsPerPipeline,
    logsBefore: before(policy.logDays),
    alertsBefore: before(policy.alertDays),
    ticksBefore: before(policy.tickDays),
    auditBefore: before(policy.auditDays),
    eventsBefore: new Date(now.getTime() - policy.eventDays * DAY_MS).toISOString(),
  }
}

/** The first full hour `hour` (UTC) after a moment. */
export function nextPassAt(hour: number, after: Date): Date {
  const today = new Date(after)
  today.setUTCHours(hour, 0, 0, 0)
  return today > after ? today : new Date(today.getTime() + 24 * HOUR_MS)
}

/** Nothing of any kind. */
export function noRemovals(): Removals {
  const nothing = (): Removal => ({ rows: 0, bytes: 0 })
  // Every kind is among the keys.
  return Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, nothing()])) as Removals
}

/** A request may have to wait for one step: after a slower one the next takes less. */
const AIM_MS = 15
const MOST_AT_ONCE = 200

/** The number of rows for the next step, after one of `size` took `ms`. */
export function nextSize(size: number, ms: number): number {
  if (ms > AIM_MS * 2) return Math.max(1, Math.floor(size / 4))
  if (ms > AIM_MS) return Math.max(1, Math.floor(size / 2))
  return Math.min(MOST_AT_ONCE, size + Math.max(1, Math.ceil(size / 4)))
}

/** The position at which a sweep continues; '' = its beginning. */
export type SweepCursor = string

export interface Sweep extends Removal {
  /** Null when there is nothing left. */
  next: SweepCursor | null
}

export interface RetentionStore {
  policy(): Promise<RetentionPolicy>
  savePolicy(policy: RetentionPolicy, audit?: AuditNote): Promise<void>
  lastPass(): Promise<RetentionPass | null>
  /** Also emits `disk.changed`. */
  savePass(pass: RetentionPass): Promise<void>
  /** Counts what would be removed, in a thread of its own. */
  preview(limits: RetentionLimits): Promise<Removals>
  /** Removes at most `size` rows, in one transaction, and gives the cursor of the next step. */
  sweep(kind: RetentionKind, limits: RetentionLimits, cursor: SweepCursor, size: number): Promise<Sweep>
  /** Emits `disk.changed`. */
  announce(): Promise<void>
  /** Returns at most `pages` free pages of the file to the disk; gives their number, zero when that is not possible. */
  giveBack(pages: number): number
}
