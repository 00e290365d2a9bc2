import { followProject, type FollowContext } from '../../app/projects/follow-project.ts'
import type { EventLog } from '../../domain/core/ports.ts'
import { startWakingLoop } from '../waking-loop.ts'

/** The folder is looked at this often even when nothing said that it changed. */
const CHECK_MS = 30_000
/** After a change, so that a checkout is one change. */
const REST_MS = 300

/** Keeps the project folder in step: at the start, when its files change, and from time to time. */
export function startProjectLoop(
  context: FollowContext & { events: EventLog },
  { checkMs = CHECK_MS }: { checkMs?: number } = {},
): AsyncDisposable {
  const loop = startWakingLoop({
    events: context.events,
    wakes: () => false,
    log: context.log,
    failure: 'Could not import the project folder; retrying',
    round: () => followProject(context),
    sleepMs: () => Promise.resolve(checkMs),
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  const watching = context.projectFolder?.watch(() => {
    clearTimeout(timer)
    timer = setTimeout(() => loop.wake(), REST_MS)
  })
  return {
    async [Symbol.asyncDispose]() {
      watching?.[Symbol.dispose]()
      clearTimeout(timer)
      await loop[Symbol.asyncDispose]()
    },
  }
}
