import { access, constants } from 'node:fs/promises'

import { messageOf } from '../../domain/core/errors.ts'
import type { ProcessEnd, ProcessSpec } from '../../domain/executions/processes.ts'

/** Describes in one sentence why a program could not be started and what to do. */
export async function spawnFailure(spec: ProcessSpec, error: unknown): Promise<ProcessEnd> {
  return {
    outcome: 'spawn-failed',
    exitCode: null,
    signal: null,
    error: await sentence(spec, error),
  }
}

/** Whether too many files are open, in this process or on the machine: trying again later might succeed. */
export const lacksDescriptors = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^E[MN]FILE$/.test(String(error.code))

async function sentence(spec: ProcessSpec, error: unknown): Promise<string> {
  const program = spec.command[0] ?? ''
  if (program === '') return 'The command is empty.'
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOENT':
      // The kernel gives the same code for a missing program, folder or interpreter.
      if (!(await exists(spec.cwd))) return `The working folder ${spec.cwd} does not exist.`
      if (program.includes('/') && (await exists(program))) {
        return `The program ${program} cannot start: the interpreter in its first line does not exist.`
      }
      return `The program ${program} was not found. Install the plugin or correct its command.`
    case 'EACCES':
      return `The program ${program} is not executable. Check its permissions (chmod +x).`
    case 'ENOTDIR':
      return `A part of the path ${program} or of the working folder ${spec.cwd} is not a folder.`
    case 'ENOEXEC':
      return `The program ${program} cannot run here: it has the format of another machine or no #! line.`
    case 'E2BIG':
      return `The arguments and environment of ${program} are too large for the operating system.`
    case 'EMFILE':
    case 'ENFILE':
      return `The program ${program} could not start: too many files are open. Raise the limit (ulimit -n).`
    case 'EAGAIN':
    case 'ENOMEM':
      return `The program ${program} could not start: the machine has no process or memory left.`
    default:
      return `The program ${program} could not start: ${messageOf(error)}`
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  )
