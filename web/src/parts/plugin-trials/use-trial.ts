import { useEffect, useRef, useState } from 'react'

import { messageOf } from '#web/ui/states.tsx'

/** Runs a program of a plugin while its dialog is open. */
export type Trial<Result> =
  | { kind: 'idle' }
  | { kind: 'going' }
  | { kind: 'done'; result: Result }
  | { kind: 'failed'; why: string }

/** Starts a program and can stop it; leaving the page stops it, too. A new start replaces the one before. */
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
