import { setTimeout as delay } from 'node:timers/promises'

import { findMarked, groupMembers, type MarkedProcess } from './proc-scan.ts'
import { signalGroup, signalProcess } from './signals.ts'

const ROUND_MS = 20
/** A process in an uninterruptible kernel call dies later: wait for it at most this many rounds. */
const MAX_ROUNDS = 250

/**
 * Kills every process of this installation that carries the execution's mark, and all processes in the same groups.
 * Resolves when none is left. Linux only: elsewhere it finds nothing.
 */
export async function sweepExecution(installation: string, executionId: string): Promise<{ killed: number }> {
  const killed = new Set<number>()
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const marked = (await findMarked(installation)).filter((found) => found.executionId === executionId)
    if (marked.length === 0) break
    for (const pid of await withGroups(marked)) {
      if (signalProcess(pid, 'SIGKILL')) killed.add(pid)
    }
    for (const { group } of marked) if (isOurs(group)) signalGroup(group, 'SIGKILL')
    await delay(ROUND_MS)
  }
  return { killed: killed.size }
}

/**
 * Returns the marked processes and the members of their groups. A member that cleared its environment is recognised by
 * its group only: all groups of marked processes were created by us.
 */
async function withGroups(marked: MarkedProcess[]): Promise<Set<number>> {
  const pids = new Set(marked.map(({ pid }) => pid))
  for (const group of new Set(marked.map((found) => found.group))) {
    if (isOurs(group)) for (const pid of (await groupMembers(group)) ?? []) pids.add(pid)
  }
  pids.delete(process.pid)
  return pids
}

/** 0 = unknown and 1 = init would reach far more than one execution. */
const isOurs = (group: number): boolean => group > 1
