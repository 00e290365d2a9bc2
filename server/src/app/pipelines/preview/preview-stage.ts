import type { LogLine } from '@flx/shared/logs/log'
import type { PreviewStage } from '@flx/shared/pipelines/preview'

import type { Masker } from '../../../domain/core/ports.ts'
import { endSentence, errorMessage } from '../../../domain/executions/error-summary.ts'
import { exitedCleanly, type ProcessEnd } from '../../../domain/executions/processes.ts'
import { collectRecords, type RecordCollector } from '../../../domain/singer/preview-rows.ts'
import { wholeLines } from '../../../domain/singer/whole-lines.ts'
import { plainText } from '../../../domain/singer/log/terminal-text.ts'
import type { EngineContext } from '../../../engine/engine-context.ts'
import { runLimited, type LimitedRun } from '../../../engine/limited-run.ts'

const LAST_LINES = 40
/** Maximum output of one stage, far more than a preview needs. */
const MAX_BYTES = 256 * 1024 * 1024
/** Longer lines are dropped. */
const MAX_LINE_BYTES = 8 * 1024 * 1024

/** A finished stage, without its tables. */
export interface FinishedStage {
  stage: Omit<PreviewStage, 'tables'>
  collected: RecordCollector
}

/** Starts one program of a pipeline, collects the first records it writes, then stops it. */
export async function runStage(
  context: Pick<EngineContext, 'starter' | 'clock' | 'filesFolder' | 'graceMs'>,
  options: LimitedRun & {
    kind: PreviewStage['kind']
    masker: Masker
    /** Maximum number of records per stream. */
    records: number
    /**
     * Stops the program once it has written the records of all these streams; undefined lets it run to its
     * end.
     */
    streams?: readonly string[]
  },
): Promise<FinishedStage> {
  const { kind, program, masker } = options
  const { name } = program.plugin
  const collected = collectRecords(options.records)
  const enough = new AbortController()
  const lines: LogLine[] = []
  let hasOtherLines = false
  let bytes = 0
  const reader = wholeLines(MAX_LINE_BYTES, (line) => {
    if (enough.signal.aborted) return
    if (!collected.line(line)) hasOtherLines = true
    if (options.streams !== undefined && collected.hasAll(options.streams)) enough.abort()
  })
  const end = await runLimited(context, options, enough.signal, {
    onStdout(chunk) {
      bytes += chunk.length
      if (enough.signal.aborted) return
      reader.chunk(chunk)
      if (bytes > MAX_BYTES) enough.abort()
    },
    onStderrLine(text) {
      const at = context.clock.now().toISOString()
      const masked = masker.line(plainText(text))
      lines.push({ line: lines.length + 1, at, source: program.source, level: 'info', text: masked })
      if (lines.length > LAST_LINES) lines.shift()
    },
  })
  if (!enough.signal.aborted) reader.end()
  const isStopped = enough.signal.aborted && end.outcome !== 'exited'
  const failed = !isStopped && !exitedCleanly(end)
  return {
    collected,
    stage: {
      kind,
      plugin: name,
      ending: masker.line(
        isStopped
          ? ENOUGH
          : describeEnd(name, end, {
              failed,
              hasOtherLines,
              lines,
              limitMs: options.limitMs,
              tooLong: reader.tooLong(),
            }),
      ),
      failed,
      lines: lines.map(({ text }) => text),
    },
  }
}

const ENOUGH = 'Stopped: enough records arrived.'

function describeEnd(
  name: string,
  end: ProcessEnd,
  facts: {
    failed: boolean
    hasOtherLines: boolean
    lines: readonly LogLine[]
    limitMs: number
    tooLong: number
  },
): string {
  if (end.outcome === 'timed-out')
    return `Stopped after ${facts.limitMs / 1000}s. Showing what had arrived by then.`
  const sentence = facts.failed ? errorMessage(name, end, facts.lines) : endSentence(name, end)
  const otherLines = facts.hasOtherLines ? ' It also wrote lines to stdout that are not Singer messages.' : ''
  const longLines = facts.tooLong > 0 ? ` Lines over 8 MB are left out: ${facts.tooLong}.` : ''
  return `${sentence.replace(/[.\s]+$/, '')}.${otherLines}${longLines}`
}
