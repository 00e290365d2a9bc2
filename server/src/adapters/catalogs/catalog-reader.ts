import { AppError } from '../../domain/core/errors.ts'
import type { CatalogReader } from '../../domain/singer/catalog-reader.ts'
import { inThread, isOutOfMemory } from '../threads/in-thread.ts'
import { catalogTasks, type CatalogTasks } from './catalog-tasks.ts'
import type { CatalogAnswer, CatalogTask } from './catalog-thread.ts'

const THREAD = new URL('./catalog-thread.ts', import.meta.url)
/** Texts shorter than this (characters or bytes) take less time to read than a thread takes to start. */
const SHORT_LENGTH = 256 * 1024
/** Compressed texts expand about 16 times. */
const SHORT_PACKED = SHORT_LENGTH / 16
/** Memory limit of the thread: a catalogue of 256 MiB needs a good part of it. */
const MAX_MB = 4096

/** Reads long catalogues in a thread, one per task, and short ones directly. */
export const catalogReader: CatalogReader = {
  async readDiscovered(output, secrets) {
    // Transferred rather than copied: nothing else reads the output.
    const transfer = output.buffer instanceof ArrayBuffer && isWhole(output) ? [output.buffer] : []
    return (
      (await run('readDiscovered', output.length > SHORT_LENGTH, [output, secrets], transfer)) ?? undefined
    )
  },

  readUploaded: (text) => run('readUploaded', text.length > SHORT_LENGTH, [text]),

  async select(catalog, rules) {
    return (await run('select', catalog.length > SHORT_LENGTH, [catalog, JSON.stringify(rules)])) ?? undefined
  },

  async maskedSummary(packed, secrets) {
    return (await run('maskedSummary', packed.length > SHORT_PACKED, [packed, secrets])) ?? undefined
  },

  difference: (before, after, secrets) =>
    run('difference', before.length + after.length > SHORT_PACKED, [before, after, secrets]),

  change: (before, compact) => run('change', compact.length > SHORT_LENGTH, [before, compact]),
}

const isWhole = ({ buffer, byteLength }: Uint8Array): boolean => buffer.byteLength === byteLength

async function run<Name extends keyof CatalogTasks>(
  name: Name,
  isLong: boolean,
  args: Parameters<CatalogTasks[Name]>,
  transfer: ArrayBuffer[] = [],
): Promise<ReturnType<CatalogTasks[Name]>> {
  const task = catalogTasks[name] as (
    ...args: Parameters<CatalogTasks[Name]>
  ) => ReturnType<CatalogTasks[Name]>
  if (!isLong) return task(...args)
  try {
    const message: CatalogTask = { name, args }
    const answer = await inThread<CatalogAnswer>(THREAD, message, { maxMb: MAX_MB, transfer })
    if ('problem' in answer) {
      throw new AppError(
        'invalid',
        answer.problem,
        answer.fields === undefined ? {} : { fields: answer.fields },
      )
    }
    return answer.value as ReturnType<CatalogTasks[Name]>
  } catch (error) {
    if (isOutOfMemory(error)) throw new AppError('invalid', 'The catalogue is too large to read.')
    throw error
  }
}
