import { access, constants, readdir, realpath } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'

import type { MeltanoRun } from '@flx/shared/pipelines/runner'

import { AppError } from '../../domain/core/errors.ts'
import type { Clock } from '../../domain/core/ports.ts'
import type { MeltanoPrograms, OpenedProject } from '../../domain/projects/run/meltano-programs.ts'
import type { RunPlan } from '../../domain/projects/run/plan-run.ts'
import { warmThreads } from '../threads/warm-threads.ts'
import { installedVersion } from './installed-versions.ts'
import { openStateBackend } from './open-state-backend.ts'
import { readFiles } from './project-folder.ts'
import type { RunAnswer, RunTask } from './run-plan-thread.ts'

const threads = warmThreads<RunTask, RunAnswer>(new URL('./run-plan-thread.ts', import.meta.url), {
  maxMb: 512,
})
const MAX_MS = 15_000

/**
 * Finds the Meltano of a project on this machine. `followed` is the project folder with which the server was started.
 */
export function createMeltanoPrograms(followed: string | null, clock: Clock): MeltanoPrograms {
  return {
    async open(run, env) {
      const folder = run.project ?? followed
      if (folder === null) throw refused('it names no folder, and the server was started without FLX_PROJECT')
      const program = await findProgram(run, folder, env['PATH'] ?? '')
      const { plan, settings } = await readPlan({ files: await filesOf(folder), run, folder, env })
      return {
        folder,
        program,
        version: await versionOf(program),
        plan: { ...plan, blocks: await withVersions(folder, plan.blocks) },
        settings,
        openStates: async () => {
          if ('unknown' in plan.statePlace) throw new AppError('unavailable', plan.statePlace.unknown)
          return openStateBackend(plan.statePlace.backend, clock)
        },
      }
    },
  }
}

const refused = (reason: string, cause?: unknown): AppError =>
  new AppError('invalid', `The Meltano project cannot be executed: ${reason}.`, { cause })

async function filesOf(folder: string): Promise<RunTask['files']> {
  try {
    return await readFiles(folder)
  } catch (error) {
    throw refused(`no meltano.yml can be read in ${folder}`, error)
  }
}

/** Returns the configured program, else that of the project's virtual environment, else the one on the PATH. */
async function findProgram({ executable }: MeltanoRun, folder: string, path: string): Promise<string> {
  if (executable !== null) {
    if (await canStart(executable)) return executable
    throw refused(`${executable} is not a program that the server can start`)
  }
  const folders = [join(folder, '.venv/bin'), join(folder, 'venv/bin'), ...path.split(delimiter)]
  for (const place of folders) {
    if (place.startsWith('/') && (await canStart(join(place, 'meltano')))) return join(place, 'meltano')
  }
  throw refused(
    `no program "meltano" is in ${folder}/.venv or on the PATH of the server. Install Meltano there, or enter the path of the program`,
  )
}

const canStart = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )

async function readPlan(task: RunTask): Promise<Exclude<RunAnswer, { problem: string }>> {
  const signal = AbortSignal.timeout(MAX_MS)
  const plain: RunTask = { ...task, run: { run: task.run.run, environment: task.run.environment } }
  const answer = await threads.run(plain, signal).catch((error: unknown) => {
    throw refused('its files could not be read', error)
  })
  if ('problem' in answer) throw refused(answer.problem.replace(/\.$/, ''))
  return answer
}

/** Adds the installed versions; each plugin is looked up once, however often it is used. */
async function withVersions(
  folder: string,
  blocks: RunPlan['blocks'],
): Promise<OpenedProject['plan']['blocks']> {
  const versions = new Map<string, Promise<string>>()
  return Promise.all(
    blocks.map(async (block) => {
      if (block.program === undefined) return { ...block, version: '' }
      const key = `${block.program.kind}/${block.plugin}`
      const version = versions.get(key) ?? installedVersion(folder, block.program)
      versions.set(key, version)
      return { ...block, version: await version }
    }),
  )
}

/** Returns the version installed beside the interpreter of the program; "" if it cannot be found. */
async function versionOf(program: string): Promise<string> {
  try {
    const lib = join(dirname(await realpath(program)), '../lib')
    for (const python of await readdir(lib)) {
      if (!python.startsWith('python')) continue
      for (const name of await readdir(join(lib, python, 'site-packages'))) {
        const version = /^meltano-(\d[\w.]{0,30})\.dist-info$/.exec(name)?.[1]
        if (version !== undefined) return version
      }
    }
  } catch {
    // The launcher is somewhere else: Meltano's log names its version.
  }
  return ''
}
