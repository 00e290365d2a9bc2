import { followProject, type FollowContext } from '../../app/projects/follow-project.ts'
import type { EventLog } from '../../domain/core/ports.ts'
import { startWakingLoop } from '../waking-loop.ts'

/** Interval at which the folder is checked even without a notification. */
const CHECK_MS = 30_000
/** Wait after a change, so that a checkout counts as one change. */
const DEBOUNCE_MS = 300

/** Keeps the project folder in sync: at startup, when its files change, and periodically. */
export function startProjectLoop(
  context: FollowContext & { events: EventLog },
  { checkMs = CHECK_MS }: { checkMs?: number } = {},
): AsyncDisposable {
  const loop = startWakingLoop({
    events: context.events,
    wakes: [],
    log: context.log,
    failure: 'Could not import the project folder; retrying',
    round: () => followProject(context),
    sleepMs: () => Promise.resolve(checkMs),
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  const watcher = context.projectFolder?.watch(() => {
    clearTimeout(timer)
    timer = setTimeout(() => loop.wake(), DEBOUNCE_MS)
  })
  return {
    async [Symbol.asyncDispose]() {
      watcher?.[Symbol.dispose]()
      clearTimeout(timer)
      await loop[Symbol.asyncDispose]()
    },
  }
}
