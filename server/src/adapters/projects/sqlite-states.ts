import { AppError, invalid } from '../../domain/core/errors.ts'
import {
  NOT_A_BACKEND,
  type KeptState,
  type ProjectStates,
} from '../../domain/projects/state/project-states.ts'
import { inThread } from '../threads/in-thread.ts'
import type { SqliteAnswer, SqliteTask } from './sqlite-states-thread.ts'

const THREAD = new URL('./sqlite-states-thread.ts', import.meta.url)
const MAX_MS = 15_000
const MAX_MB = 512

/**
 * Opens states in the system database of a project, a file. Runs in a thread: the file comes from outside, and reading
 * a hostile one can take any amount of time.
 */
export function openSqliteStates(path: string): ProjectStates {
  async function runTask(task: SqliteTask): Promise<SqliteAnswer> {
    const signal = AbortSignal.timeout(MAX_MS)
    try {
      return await inThread<SqliteAnswer>(THREAD, task, { maxMb: MAX_MB, signal })
    } catch {
      return { failed: true }
    }
  }
  const rows = (answer: SqliteAnswer): KeptState[] => {
    if ('tooMany' in answer) throw invalid('There are too many states, or they are too large to read.')
    if (!('states' in answer)) throw new AppError('unavailable', NOT_A_BACKEND)
    return answer.states
  }
  return {
    list: async (limit) => rows(await runTask({ do: 'list', path, most: limit })),
    read: async (stateId) => rows(await runTask({ do: 'list', path, most: 1, stateId }))[0],
    async write(stateId, text, before) {
      const answer = await runTask({ do: 'write', path, stateId, text, before })
      if ('written' in answer) return answer.written
      throw new AppError('unavailable', NOT_A_BACKEND)
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
