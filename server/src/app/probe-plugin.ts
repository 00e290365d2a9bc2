import { isJsonObject } from '@flx/shared/json'
import type { LogLine } from '@flx/shared/execution'
import type { PluginTestStep } from '@flx/shared/plugin-actions'

import { endSentence, errorMessage } from '../domain/error-summary.ts'
import type { Masker } from '../domain/ports.ts'
import type { ProcessEnd } from '../domain/processes.ts'
import { parseMessage, readMessageHead } from '../domain/singer-message.ts'
import type { EngineContext } from './engine-context.ts'
import type { PlannedProcess } from './resolve-execution.ts'

/** What a program did in a test. */
export interface Probe {
  step: PluginTestStep
  end: ProcessEnd
  /** It was stopped because enough was seen. */
  enough: boolean
  /** What it wrote to stdout, cut at 64 MB. */
  output: string
  /** A line on stdout that is no Singer message. */
  strange: boolean
  /** One sentence about a failure. */
  failure: string
}

const MAX_OUTPUT = 64 * 1024 * 1024
/** Near where long lines are cut: the rest of it is not there to be parsed. */
const LONG_LINE = 60_000
const LAST_LINES = 40
const MAX_STREAMS = 50

interface ProbeWish {
  id: string
  title: string
  process: PlannedProcess
  args: readonly string[]
  /** How the arguments are shown: without private paths. */
  shownArgs: readonly string[]
  masker: Masker
  signal: AbortSignal
  limitMs: number
  stdin?: string
  /** Whether what was seen so far is enough; the program is then stopped. */
  isEnough?: (messages: PluginTestStep['messages']) => boolean
}

/** Starts one program as an execution would, watches what it writes, and stops it in time. */
export async function probe(
  context: Pick<EngineContext, 'starter' | 'clock' | 'filesFolder' | 'graceMs'>,
  wish: ProbeWish,
): Promise<Probe> {
  const { process, masker } = wish
  const startedAt = context.clock.now().getTime()
  const seen = new Map<string, PluginTestStep['messages'][number]>()
  const lines: LogLine[] = []
  const enough = new AbortController()
  const chunks: string[] = []
  let length = 0
  const decoder = new TextDecoder()
  let strange = false
  const end = await context.starter.start(
    { command: [...process.command, ...wish.args], cwd: context.filesFolder, env: process.env },
    {
      signal: AbortSignal.any([wish.signal, enough.signal, AbortSignal.timeout(wish.limitMs)]),
      forceSignal: new AbortController().signal,
      graceMs: Math.min(context.graceMs, GRACE_MS),
      executionId: wish.id,
      onStdout(chunk) {
        length += chunk.length
        if (length <= MAX_OUTPUT) chunks.push(decoder.decode(chunk, { stream: true }))
      },
      onStdoutLine(line) {
        if (line.trim() === '') return
        const message = line.length < LONG_LINE ? parseMessage(line) : readMessageHead(line)
        if (message === undefined) strange ||= line.length < LONG_LINE
        else
          count(seen, {
            type: masker.line(message.type),
            stream: message.stream && masker.line(message.stream),
          })
        if (wish.isEnough?.([...seen.values()]) === true) enough.abort()
      },
      onStderrLine(text) {
        const at = context.clock.now().toISOString()
        lines.push({
          line: lines.length + 1,
          at,
          source: process.source,
          level: 'info',
          text: masker.line(text),
        })
        if (lines.length > LAST_LINES) lines.shift()
      },
      ...(wish.stdin === undefined ? {} : { stdin: wish.stdin }),
    },
  )
  const { name } = process.plugin
  const wasEnough = enough.signal.aborted && end.outcome !== 'exited'
  return {
    end,
    output: chunks.join(''),
    strange,
    enough: enough.signal.aborted,
    // It ends somebody else's sentence.
    failure: masker.line(errorMessage(name, end, lines)).replace(/[.\s]+$/, ''),
    step: {
      title: wish.title,
      command: [...process.command.map((part) => masker.line(part)), ...wish.shownArgs],
      ending: wasEnough ? 'Stopped: enough was seen.' : `${masker.line(endSentence(name, end))}.`,
      exitCode: end.exitCode,
      durationMs: Math.max(0, context.clock.now().getTime() - startedAt),
      messages: [...seen.values()],
      lines: lines.map(({ text }) => text),
    },
  }
}

const GRACE_MS = 3000

function count(
  seen: Map<string, PluginTestStep['messages'][number]>,
  { type, stream }: { type: string; stream: string | null },
): void {
  const key = JSON.stringify([type, stream])
  const known = seen.get(key)
  if (known !== undefined) known.count += 1
  else if (seen.size < MAX_STREAMS) seen.set(key, { type, stream, count: 1 })
}

/** True for an answer of `--about`, `--help` or `--version`. */
export const answered = ({ end, output, step }: Probe): boolean =>
  end.outcome === 'exited' && end.exitCode === 0 && (output.trim() !== '' || step.lines.length > 0)

/** Whether a text is a catalogue of streams. */
export function isCatalog(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text)
    return isJsonObject(parsed) && Array.isArray(parsed['streams'])
  } catch {
    return false
  }
}
