import { useEffect, useRef, useState } from 'react'

import { messageOf } from '#web/ui/states.tsx'

/** The state of a plugin's process that runs while its dialog is open. */
export type Trial<Result> =
  | { kind: 'idle' }
  | { kind: 'going' }
  | { kind: 'done'; result: Result }
  | { kind: 'failed'; why: string }

/** Starts and stops a process. Leaving the page also stops it. A new start replaces the previous one. */
export function useTrial<Result>() {
  const [trial, setTrial] = useState<Trial<Result>>({ kind: 'idle' })
  const going = useRef<AbortController | null>(null)
  useEffect(() => () => going.current?.abort(), [])
  return {
    trial,
    async start(run: (signal: AbortSignal) => Promise<Result>): Promise<void> {
      going.current?.abort()
      const own = new AbortController()
      going.current = own
      setTrial({ kind: 'going' })
      const ended = await run(own.signal).then(
        (result): Trial<Result> => ({ kind: 'done', result }),
        (error: unknown): Trial<Result> =>
          own.signal.aborted ? { kind: 'idle' } : { kind: 'failed', why: messageOf(error) },
      )
      if (going.current === own) setTrial(ended)
    },
    stop: () => going.current?.abort(),
  }
}
