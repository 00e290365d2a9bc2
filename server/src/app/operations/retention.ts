import {
  RETENTION_KINDS,
  type Removals,
  type Retention,
  type RetentionPass,
  type RetentionPolicy,
} from '@flx/shared/operations/retention'

import { auditChanges } from '../../domain/access/audit-changes.ts'
import { conflict, messageOf } from '../../domain/core/errors.ts'
import type { JobQueue } from '../../domain/core/jobs.ts'
import type { Log } from '../../domain/core/log.ts'
import {
  limitsOf,
  nextPassAt,
  nextSize,
  noRemovals,
  type RetentionStore,
} from '../../domain/operations/retention.ts'
import { nowText, type Actor, type AppContext } from '../core/context.ts'

export type RetentionContext = Pick<AppContext, 'clock'> & {
  retention: RetentionStore
  log: Log
  /** Returns a time in milliseconds, for measuring durations. */
  stopwatch: () => number
  /** Yields to requests and sockets between two steps. */
  yieldTurn: () => Promise<void>
}

/** Runs retention nightly and on request. */
export interface RetentionPasses extends AsyncDisposable {
  show(): Promise<Retention>
  /** Starts a pass. Throws AppError `conflict` while one is running on any server. */
  begin(trigger: RetentionPass['trigger']): Promise<void>
  /** Resolves when the pass running here ends; at once if there is none. */
  settled(): Promise<void>
}

/** Counts what the given policy would remove now. */
export const previewPolicy = (
  { retention, clock }: Pick<RetentionContext, 'retention' | 'clock'>,
  policy: RetentionPolicy,
): Promise<Removals> => retention.preview(limitsOf(policy, clock.now()))

const RETENTION = { entityType: 'setting', entityId: 'retention', entityName: 'Retention' } as const

/** Starts a pass on a user's request. Throws AppError `conflict` while one is running. */
export async function startPass(
  { audit }: Pick<AppContext, 'audit'>,
  passes: RetentionPasses,
  actor: Actor,
): Promise<void> {
  await passes.begin('manual')
  await audit.record({ actor, action: 'execute', ...RETENTION })
}

/** Replaces the policy. The next pass applies it. */
export async function saveRetentionPolicy(
  { retention }: Pick<RetentionContext, 'retention'>,
  policy: RetentionPolicy,
  actor: Actor,
): Promise<void> {
  const before = await retention.policy()
  const changes = auditChanges(
    { stored: { ...before }, shown: { ...before } },
    { stored: { ...policy }, shown: { ...policy } },
  )
  await retention.savePolicy(
    policy,
    changes.length === 0 ? undefined : { actor, action: 'update', ...RETENTION, changes },
  )
}

/**
 * Creates the retention passes. With `jobs`, one server runs a pass, and another continues it if that server
 * dies.
 */
export async function createRetentionPasses(
  context: RetentionContext,
  { jobs, performs = true }: { jobs?: JobQueue | undefined; performs?: boolean } = {},
): Promise<RetentionPasses> {
  const stop = new AbortController()
  let running: Promise<void> | undefined
  const run = (trigger: RetentionPass['trigger'], signal: AbortSignal): Promise<void> => {
    const pass = runRetention(context, trigger, signal)
    const finished = pass
      .catch((error: unknown) =>
        context.log.error({ error: messageOf(error) }, 'Could not record the clean-up'),
      )
      .finally(() => {
        if (running === finished) running = undefined
      })
    running = finished
    return pass
  }
  const jobWorker = performs
    ? await jobs?.perform('retention', 1, async ({ trigger }, signal) => {
        await run(trigger, signal)
        // Leave the rest to another server, or to this one.
        signal.throwIfAborted()
      })
    : undefined

  return {
    async show() {
      const policy = await context.retention.policy()
      const lastPass = await context.retention.lastPass()
      const isElsewhere = jobs !== undefined && lastPass !== null && lastPass.finishedAt === null
      return {
        policy,
        lastPass,
        isRunning: running !== undefined || isElsewhere,
        nextPassAt: nextPassAt(policy.hour, context.clock.now()).toISOString(),
      }
    },
    async begin(trigger) {
      const isRunning = running !== undefined
      if (isRunning || (await jobs?.add('retention', { trigger })) === false)
        throw conflict('Clean-up is already running.')
      if (jobs === undefined) void run(trigger, stop.signal)
    },
    settled: () => running ?? Promise.resolve(),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await jobWorker?.[Symbol.asyncDispose]()
      await running
    },
  }
}

const FIRST_SIZE = 10

/**
 * Runs one pass: one kind after the other, in steps of a few milliseconds. The next pass continues where an
 * interrupted one stopped.
 */
async function runRetention(
  context: RetentionContext,
  trigger: RetentionPass['trigger'],
  signal: AbortSignal,
): Promise<void> {
  const { retention, clock, stopwatch, log } = context
  const removed = noRemovals()
  let pass: RetentionPass = {
    startedAt: nowText(context),
    finishedAt: null,
    trigger,
    removed,
    longestStepMs: 0,
    error: null,
  }
  await retention.savePass(pass)
  const step = async <T>(work: () => T | Promise<T>): Promise<{ result: T; ms: number }> => {
    await context.yieldTurn()
    const began = stopwatch()
    const result = await work()
    const ms = stopwatch() - began
    pass.longestStepMs = Math.max(pass.longestStepMs, Math.round(ms))
    return { result, ms }
  }
  try {
    const limits = limitsOf(await retention.policy(), clock.now())
    for (const kind of RETENTION_KINDS) {
      let cursor: string | null = ''
      let size = FIRST_SIZE
      while (cursor !== null && !signal.aborted) {
        const from: string = cursor
        const { result, ms } = await step(() => retention.sweep(kind, limits, from, size))
        removed[kind].rows += result.rows
        removed[kind].bytes += result.bytes
        size = nextSize(size, ms)
        cursor = result.next
      }
    }
    for (let size = FIRST_SIZE; !signal.aborted;) {
      const { result: pages, ms } = await step(() => retention.releasePages(size))
      if (pages === 0) break
      size = nextSize(size, ms)
    }
    if (signal.aborted) pass = { ...pass, error: 'The server was stopped; the next clean-up continues.' }
  } catch (error) {
    log.error({ error: messageOf(error) }, 'Clean-up failed')
    pass = { ...pass, error: messageOf(error) }
  }
  await retention.savePass({ ...pass, finishedAt: nowText(context) })
  log.info({ removed, longestStepMs: pass.longestStepMs }, 'Clean-up ended')
}
