import { useEffect, useRef, useState } from 'react'

import { messageOf } from '#web/ui/states.tsx'

/** The state of a plugin's process that runs while its dialog is open. */
export type Trial<Result> =
  | { kind: 'idle' }
  | { kind: 'running' }
  | { kind: 'done'; result: Result }
  | { kind: 'failed'; reason: string }

/** Starts and stops a process. Leaving the page also stops it. A new start replaces the previous one. */
export function useTrial<Result>() {
  const [trial, setTrial] = useState<Trial<Result>>({ kind: 'idle' })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])
  return {
    trial,
    async start(run: (signal: AbortSignal) => Promise<Result>): Promise<void> {
      running.current?.abort()
      const controller = new AbortController()
      running.current = controller
      setTrial({ kind: 'running' })
      const outcome = await run(controller.signal).then(
        (result): Trial<Result> => ({ kind: 'done', result }),
        (error: unknown): Trial<Result> =>
          controller.signal.aborted ? { kind: 'idle' } : { kind: 'failed', reason: messageOf(error) },
      )
      if (running.current === controller) setTrial(outcome)
    },
    stop: () => running.current?.abort(),
  }
}
