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

/** Replaces a policy that cannot be read: nothing is removed until it is set again. */
export const KEEP_EVERYTHING: RetentionPolicy = { ...DEFAULT_RETENTION, alertDays: null, tickDays: null }

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** A policy applied at one moment: rows older than these times are removed. Null = keep everything. */
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

/** Returns the next time after `after` at which it is `hour` o'clock UTC. */
export function nextPassAt(hour: number, after: Date): Date {
  const today = new Date(after)
  today.setUTCHours(hour, 0, 0, 0)
  return today > after ? today : new Date(today.getTime() + 24 * HOUR_MS)
}

/** Returns zero removals of every kind. */
export function noRemovals(): Removals {
  const nothing = (): Removal => ({ rows: 0, bytes: 0 })
  // The keys are complete.
  return Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, nothing()])) as Removals
}

/** A request might have to wait for one step, so a slow step makes the next one smaller. */
const TARGET_MS = 15
const MAX_AT_ONCE = 200

/** Returns the number of rows for the next step, after a step of `size` rows took `ms`. */
export function nextSize(size: number, ms: number): number {
  if (ms > TARGET_MS * 2) return Math.max(1, Math.floor(size / 4))
  if (ms > TARGET_MS) return Math.max(1, Math.floor(size / 2))
  return Math.min(MAX_AT_ONCE, size + Math.max(1, Math.ceil(size / 4)))
}

/** Where a sweep continues; '' = at the beginning. */
export type SweepCursor = string

export interface Sweep extends Removal {
  /** Null once nothing is left. */
  next: SweepCursor | null
}

export interface RetentionStore {
  policy(): Promise<RetentionPolicy>
  savePolicy(policy: RetentionPolicy, audit?: AuditNote): Promise<void>
  lastPass(): Promise<RetentionPass | null>
  /** Saves the pass and emits `disk.changed`. */
  savePass(pass: RetentionPass): Promise<void>
  /** Counts what would be removed, in a separate thread. */
  preview(limits: RetentionLimits): Promise<Removals>
  /** Removes at most `size` rows in one transaction and returns the cursor of the next step. */
  sweep(kind: RetentionKind, limits: RetentionLimits, cursor: SweepCursor, size: number): Promise<Sweep>
  /** Emits `disk.changed`. */
  announce(): Promise<void>
  /** Returns at most `pages` free pages of the file to the disk; returns their number, zero if that is not possible. */
  releasePages(pages: number): number
}
