import type { ProcessEnd, ProcessStarter } from '../domain/executions/processes.ts'
import type { ExecutionFolder } from '../domain/executions/processes.ts'
import type { EngineContext } from './engine-context.ts'
import type { PlannedProcess } from './resolve-execution.ts'

type StartOptions = Parameters<ProcessStarter['start']>[1]

export interface LimitedRun {
  id: string
  program: PlannedProcess
  args: readonly string[]
  /** Aborted when the user no longer waits. */
  signal: AbortSignal
  limitMs: number
  stdin?: string
}

const GRACE_MS = 3000

/** Runs a program for a test or a preview, and stops it at its time limit or on `enough`. */
export function runLimited(
  context: Pick<EngineContext, 'starter' | 'filesFolder' | 'graceMs'>,
  { id, program, args, signal, limitMs, stdin }: LimitedRun,
  enough: AbortSignal,
  handlers: Pick<StartOptions, 'onStdout' | 'onStdoutLine' | 'onStderrLine'>,
): Promise<ProcessEnd> {
  return context.starter.start(
    { command: [...program.command, ...args], cwd: context.filesFolder, env: program.env },
    {
      signal: AbortSignal.any([signal, enough, AbortSignal.timeout(limitMs)]),
      forceSignal: new AbortController().signal,
      graceMs: Math.min(context.graceMs, GRACE_MS),
      executionId: id,
      ...handlers,
      ...(stdin === undefined ? {} : { stdin }),
    },
  )
}

/** Opens a private folder for programs outside executions. Disposing kills their remaining processes and removes the folder. */
export async function openRunFolder(
  { folders, starter }: Pick<EngineContext, 'folders' | 'starter'>,
  id: string,
): Promise<ExecutionFolder & AsyncDisposable> {
  const folder = await folders.create(id)
  return {
    ...folder,
    async [Symbol.asyncDispose]() {
      await starter.sweep(id)
      await folder.remove()
    },
  }
}
