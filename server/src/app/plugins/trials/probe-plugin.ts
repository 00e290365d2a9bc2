import { isJsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'
import type { PluginTestStep } from '@flx/shared/plugins/plugin-actions'

import { endSentence, errorMessage } from '../../../domain/executions/error-summary.ts'
import type { Masker } from '../../../domain/core/ports.ts'
import type { ProcessEnd } from '../../../domain/executions/processes.ts'
import { parseMessage, readMessageHead } from '../../../domain/singer/singer-message.ts'
import { plainText } from '../../../domain/singer/log/terminal-text.ts'
import type { EngineContext } from '../../../engine/engine-context.ts'
import { createProcessLog } from '../../../engine/progress/process-log.ts'
import { hideCommand } from '../../settings/plugin-secrets.ts'
import { runLimited, type LimitedRun } from '../../../engine/limited-run.ts'

/** The result of one program in a test. */
export interface Probe {
  step: PluginTestStep
  end: ProcessEnd
  /** Whether it was stopped because enough output was seen. */
  enough: boolean
  /** Its stdout, cut at 64 MB. */
  output: string
  /** Whether stdout has a line that is not a Singer message. */
  hasOtherLines: boolean
  /** A sentence that describes the failure. */
  failure: string
}

const MAX_OUTPUT = 64 * 1024 * 1024
/** Lines near the cut-off length are not parsed: their rest is missing. */
const LONG_LINE = 60_000
/** Number of log lines shown. */
const SHOWN_LINES = 40
const MAX_STREAMS = 50

interface ProbeOptions extends LimitedRun {
  title: string
  /** The arguments to show, without private paths. */
  shownArgs: readonly string[]
  masker: Masker
  /** Returns whether enough output was seen; the program is then stopped. */
  isEnough?: (messages: PluginTestStep['messages']) => boolean
}

/** Starts one program as an execution would, observes its output, and stops it in time. */
export async function probe(
  context: Pick<EngineContext, 'starter' | 'clock' | 'filesFolder' | 'graceMs'>,
  options: ProbeOptions,
): Promise<Probe> {
  const { program, masker } = options
  const startedAt = context.clock.now().getTime()
  const seen = new Map<string, PluginTestStep['messages'][number]>()
  const log = createProcessLog({ clock: context.clock, masker }, program.source)
  const enough = new AbortController()
  const chunks: string[] = []
  let length = 0
  const decoder = new TextDecoder()
  let hasOtherLines = false
  const end = await runLimited(context, options, enough.signal, {
    onStdout(chunk) {
      length += chunk.length
      if (length <= MAX_OUTPUT) chunks.push(decoder.decode(chunk, { stream: true }))
    },
    onStdoutLine(line) {
      if (line.trim() === '') return
      const message = line.length < LONG_LINE ? parseMessage(line) : readMessageHead(line)
      if (message === undefined) hasOtherLines ||= line.length < LONG_LINE
      else
        countMessage(seen, {
          type: masker.line(plainText(message.type)),
          stream: message.stream && masker.line(plainText(message.stream)),
        })
      if (options.isEnough?.([...seen.values()]) === true) enough.abort()
    },
    onStderrLine: (text) => log.read(text),
  })
  const { name } = program.plugin
  const stoppedEarly = enough.signal.aborted && end.outcome !== 'exited'
  return {
    end,
    output: chunks.join(''),
    hasOtherLines,
    enough: enough.signal.aborted,
    // Completes a sentence of the caller.
    failure: masker.line(errorMessage(name, end, log.lines())).replace(/[.\s]+$/, ''),
    step: {
      title: options.title,
      command: [...hideCommand(program.command).map((part) => masker.line(part)), ...options.shownArgs],
      ending: stoppedEarly ? 'Stopped: enough output.' : `${masker.line(endSentence(name, end))}.`,
      exitCode: end.exitCode,
      durationMs: Math.max(0, context.clock.now().getTime() - startedAt),
      messages: [...seen.values()],
      lines: log
        .lines()
        .slice(-SHOWN_LINES)
        .map(({ text }) => text),
    },
  }
}

function countMessage(
  seen: Map<string, PluginTestStep['messages'][number]>,
  { type, stream }: { type: string; stream: string | null },
): void {
  const key = JSON.stringify([type, stream])
  const entry = seen.get(key)
  if (entry !== undefined) entry.count += 1
  else if (seen.size < MAX_STREAMS) seen.set(key, { type, stream, count: 1 })
}

/** Returns whether the program answered `--about`, `--help` or `--version`. */
export const hasAnswered = ({ end, output, step }: Probe): boolean =>
  end.outcome === 'exited' && end.exitCode === 0 && (output.trim() !== '' || step.lines.length > 0)

/** Returns whether a text is a catalogue of streams. */
export function isCatalog(text: string): boolean {
  const parsed = tryParseJson(text)
  return isJsonObject(parsed) && Array.isArray(parsed['streams'])
}
