import { isJsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'

import type { Clock } from '../../domain/core/ports.ts'
import { isLockHeld, type WriteRefusal } from '../../domain/projects/state/project-states.ts'

/** The files of a state backend: `<state id>/state.json`, and `<state id>/lock` beside it. */
export interface StateFiles {
  read(stateId: string, file: 'state.json' | 'lock'): Promise<string | undefined>
  write(stateId: string, file: 'state.json' | 'lock', text: string): Promise<void>
  removeLock(stateId: string): Promise<void>
}

const RETRIES = 12
const RETRY_MS = 1000

/** Waits before the lock is checked again. */
export type Wait = (milliseconds: number) => Promise<unknown>

/** Writes a state under Meltano's lock, unless it has changed. */
export async function writeLocked(
  files: StateFiles,
  clock: Clock,
  { stateId, text, before }: { stateId: string; text: string; before: string | null },
  wait: Wait,
): Promise<WriteRefusal | 'written'> {
  for (let attempt = 0; ; attempt += 1) {
    const lock = await files.read(stateId, 'lock')
    if (lock === undefined || !isLockHeld(lock, clock.now())) break
    if (attempt >= RETRIES) return 'locked'
    await wait(RETRY_MS)
  }
  await files.write(stateId, 'lock', String(clock.now().getTime() / 1000))
  try {
    if (((await files.read(stateId, 'state.json')) ?? null) !== before) return 'changed'
    await files.write(stateId, 'state.json', text)
    return 'written'
  } finally {
    await files.removeLock(stateId)
  }
}

/** Whether a file is a Meltano state, and nothing else: other files are left alone. */
export function isStateFile(text: string): boolean {
  const document = tryParseJson(text)
  return (
    isJsonObject(document) && Object.keys(document).every((key) => key === 'completed' || key === 'partial')
  )
}
