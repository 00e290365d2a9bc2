import type { LogSource } from '@flx/shared/logs/log'
import type { Step } from '@flx/shared/executions/step'

import { errorMessage } from '../../domain/executions/error-summary.ts'
import type { ProcessEnd } from '../../domain/executions/processes.ts'
import { readMeltanoLine, type MeltanoEvent } from '../../domain/projects/run/meltano-line.ts'
import type { BlockRole, RunBlock } from '../../domain/projects/run/plan-run.ts'
import { stageFailure, type Verdict } from '../execution-verdict.ts'
import type { ExecutionLog } from '../progress/execution-log.ts'
import type { ExecutionSteps } from '../progress/execution-steps.ts'
import { createReportedRecords } from './reported-records.ts'

const SOURCES = { extractor: 'extractor', mapper: 'mapper', loader: 'loader', command: 'transform' } as const
const KINDS = { extractor: 'extract', mapper: 'map', loader: 'load', command: 'transform' } as const
/** Maximum number of plugins tracked per execution: their names come from a program. */
const MAX_BLOCKS = 500
/** Index of Meltano's own step; its log has the key below. */
export const MELTANO = 0
const MELTANO_KEY = 'meltano'

interface FollowedBlock extends RunBlock {
  index: number
  isOpen: boolean
}

/** Follows the log of a running Meltano: the source of each line, the plugins at work, their counts and the states. */
export interface MeltanoBlocks {
  line(line: string): void | Promise<void>
  /** Returns the IDs of the states that it reported working on. */
  stateIds(): string[]
  /** Ends the plugins whose end it did not report. */
  conclude(status: 'success' | 'failed' | 'cancelled'): void
  /** Describes the failure, by the plugin that Meltano names, else by Meltano itself. */
  failure(end: ProcessEnd): Verdict
}

/** Creates the follower. `planned` are the blocks according to the project's files; where the log differs, it wins. */
export function followBlocks(
  {
    steps,
    log,
    onCounts,
  }: {
    steps: ExecutionSteps
    log: ExecutionLog
    onCounts: (counts: ReturnType<ReturnType<typeof createReportedRecords>['all']>) => void
  },
  planned: readonly RunBlock[],
): MeltanoBlocks {
  const blocks: FollowedBlock[] = planned.map((block, index) => ({
    ...block,
    index: index + 1,
    isOpen: false,
  }))
  const done = new Set<FollowedBlock>()
  const ids = new Set<string>()
  const records = createReportedRecords()
  const seen = new Set<string>()
  let firstFailure: { block: FollowedBlock; exitCode: number } | undefined

  const keyOf = ({ role, plugin }: RunBlock): string => `${role}:${plugin}`
  const open = (block: FollowedBlock): void => {
    if (block.isOpen) return
    block.isOpen = true
    steps.reportedStart(block.index)
  }
  /** Returns the block of a line: the plugin's running one, else its next one. */
  const blockOf = (runBlock: RunBlock): FollowedBlock | undefined => {
    const candidates = blocks.filter(
      ({ role, plugin }) => role === runBlock.role && plugin === runBlock.plugin,
    )
    const found =
      candidates.find((block) => block.isOpen && !done.has(block)) ??
      candidates.find((block) => !done.has(block))
    if (found !== undefined || blocks.length >= MAX_BLOCKS) return found
    const added = { ...runBlock, index: steps.add(stepOf(runBlock, log.mask)), isOpen: false }
    blocks.push(added)
    return added
  }
  const close = (event: Extract<MeltanoEvent, { kind: 'block-ended' }>): void => {
    const running = blocks.filter((block) => block.isOpen && !done.has(block))
    const roles = Object.keys(event.exitCodes) as BlockRole[]
    for (const block of running) {
      const exitCode = event.exitCodes[block.role] ?? null
      const isToBlame = !event.success && (roles.length === 0 || roles.includes(block.role))
      steps.reportedEnd(block.index, isToBlame ? 'failed' : 'success', exitCode)
      done.add(block)
      if (isToBlame && exitCode !== null) firstFailure ??= { block, exitCode }
    }
  }

  return {
    line(line) {
      const { block: runBlock, raw, event, stateId } = readMeltanoLine(line)
      if (stateId !== null && ids.size < MAX_BLOCKS) ids.add(stateId)
      if (event?.kind === 'job') openPair(blocks, done, event.stateId, open)
      if (event?.kind === 'block-ended') close(event)
      if (runBlock === null) return log.process('command', MELTANO_KEY, raw)
      const block = blockOf(runBlock)
      if (block !== undefined) open(block)
      const key = keyOf(runBlock)
      if (!seen.has(key) && seen.size < MAX_BLOCKS) {
        seen.add(key)
        log.onMetric(key, (metric) => {
          if (records.add(runBlock.role, metric)) onCounts(records.all())
        })
      }
      return log.process(sourceOf(runBlock), key, raw)
    },
    stateIds: () => [...ids],
    conclude(status) {
      for (const block of blocks)
        if (block.isOpen && !done.has(block)) steps.reportedEnd(block.index, status, null)
    },
    failure(end) {
      if (firstFailure === undefined || end.outcome !== 'exited') {
        return stageFailure({ plugin: 'meltano', recent: log.recent(MELTANO_KEY) }, end)
      }
      const { block, exitCode } = firstFailure
      const recent = log.recent(keyOf(block))
      const blockEnd = { ...end, exitCode }
      const verdict = stageFailure({ plugin: block.plugin, recent }, blockEnd)
      return { ...verdict, errorMessage: log.mask(errorMessage(block.plugin, blockEnd, recent)) }
    },
  }
}

const sourceOf = ({ role }: RunBlock): LogSource => SOURCES[role]

/** Converts a plugin under Meltano to a step. */
export const stepOf = (
  { role, plugin, program, version = '' }: RunBlock & { version?: string },
  mask: (text: string) => string,
): Pick<Step, 'kind' | 'plugin' | 'variant' | 'version'> => ({
  kind: KINDS[role],
  plugin: mask(plugin).slice(0, 255),
  // The project's variant, not that of a plugin with this name installed here.
  variant: mask(program?.variant ?? ''),
  version,
})

/** Opens an extractor and its loader when Meltano logs the ID of their state, even if neither writes anything. */
function openPair(
  blocks: readonly FollowedBlock[],
  done: ReadonlySet<FollowedBlock>,
  stateId: string,
  open: (block: FollowedBlock) => void,
): void {
  const start = blocks.findIndex(
    (block, index) =>
      block.role === 'extractor' &&
      !done.has(block) &&
      stateId.includes(`:${block.plugin}-to-${loaderBehind(blocks, index)?.plugin ?? ''}`),
  )
  if (start === -1) return
  for (const block of blocks.slice(start)) {
    if (block.role === 'command') return
    open(block)
    if (block.role === 'loader') return
  }
}

const loaderBehind = (blocks: readonly FollowedBlock[], index: number): FollowedBlock | undefined =>
  blocks.slice(index).find(({ role }) => role === 'loader')
