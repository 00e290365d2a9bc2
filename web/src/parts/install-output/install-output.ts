import type { InstallLine } from '@flx/shared/plugins/plugin'
import { useCallback, useEffect, useRef, useState } from 'react'

import { useLiveGap, useLiveMessages } from '#web/api/live/live.tsx'
import { fetchPluginOutput } from '#web/api/plugins/plugins.ts'

import { loadPosition, withPage } from './output-lines.ts'

/**
 * Returns the output of the last installation, growing while it runs. With `node`, of that worker's build.
 * `restart` clears it for a new installation, `retry` loads it again after a failure.
 */
export function useInstallOutput(
  pluginId: string,
  enabled: boolean,
  node?: string,
): {
  lines: readonly InstallLine[]
  /** Whether an answer has come. */
  isLoaded: boolean
  /** Why the last request failed, or null. */
  error: unknown
  isRetrying: boolean
  restart: () => void
  retry: () => void
} {
  const [lines, setLines] = useState<readonly InstallLine[]>([])
  const [isLoaded, setLoaded] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [isRetrying, setRetrying] = useState(false)
  const loaded = useRef<readonly InstallLine[]>([])
  const loading = useRef<'idle' | 'loading' | 'again'>('idle')
  const generation = useRef(0)

  const load = useCallback(async () => {
    if (loading.current !== 'idle') {
      loading.current = 'again'
      return
    }
    do {
      loading.current = 'loading'
      const ownGeneration = generation.current
      try {
        const page = await fetchPluginOutput({ id: pluginId, node }, loadPosition(loaded.current))
        setError(null)
        setLoaded(true)
        // Requests from before a restart belong to the previous installation.
        if (ownGeneration === generation.current) {
          const next = withPage(loaded.current, page)
          loaded.current = next.lines
          setLines(next.lines)
          if (next.more) loading.current = 'again'
        }
      } catch (problem) {
        setError(problem)
        break
      }
    } while (isAgain(loading.current))
    loading.current = 'idle'
    setRetrying(false)
  }, [pluginId, node])

  const restart = useCallback(() => {
    generation.current += 1
    loaded.current = []
    setLines([])
    void load()
  }, [load])

  const retry = useCallback(() => {
    setRetrying(true)
    void load()
  }, [load])

  useEffect(() => {
    // It sets state only once the answer arrives.
    // oxlint-disable-next-line react/set-state-in-effect
    if (enabled) void load()
  }, [enabled, load])

  useLiveMessages((message) => {
    const isOwn = message.type === 'plugin.output' && message.pluginId === pluginId && message.node === node
    if (enabled && isOwn) void load()
  })
  useLiveGap(`plugin:${pluginId}`, () => {
    if (enabled) void load()
  })
  return { lines, isLoaded, error, isRetrying, restart, retry }
}

/** A function, because TypeScript does not see that the state can change during `await`. */
const isAgain = (state: 'idle' | 'loading' | 'again'): boolean => state === 'again'
