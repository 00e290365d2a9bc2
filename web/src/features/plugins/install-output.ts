import type { InstallLine } from '@flx/shared/plugin'
import { useCallback, useEffect, useRef, useState } from 'react'

import { useLiveMessages } from '#web/api/live.tsx'
import { fetchPluginOutput } from '#web/api/plugins.ts'

/** The output of the last installation, growing while one is under way. `restart` forgets it for a new one. */
export function useInstallOutput(
  pluginId: string,
  enabled: boolean,
): { lines: readonly InstallLine[]; failed: boolean; restart: () => void } {
  const [lines, setLines] = useState<readonly InstallLine[]>([])
  const [failed, setFailed] = useState(false)
  const last = useRef(0)
  const loading = useRef<'idle' | 'loading' | 'again'>('idle')
  const generation = useRef(0)

  const load = useCallback(async () => {
    if (loading.current !== 'idle') {
      loading.current = 'again'
      return
    }
    do {
      loading.current = 'loading'
      const own = generation.current
      try {
        const more = await fetchPluginOutput(pluginId, last.current)
        setFailed(false)
        // What was asked for before a restart belongs to the installation before.
        if (own === generation.current && more.length > 0) {
          last.current = more.at(-1)?.line ?? last.current
          setLines((known) => [...known, ...more])
          // There may be another page.
          loading.current = 'again'
        }
      } catch {
        setFailed(true)
        loading.current = 'idle'
        return
      }
    } while (isAgain(loading.current))
    loading.current = 'idle'
  }, [pluginId])

  const restart = useCallback(() => {
    generation.current += 1
    last.current = 0
    setLines([])
    void load()
  }, [load])

  useEffect(() => {
    // It sets state only once the answer is here.
    // oxlint-disable-next-line react/set-state-in-effect
    if (enabled) void load()
  }, [enabled, load])

  useLiveMessages((message) => {
    if (!enabled || message.type !== 'plugin.output' || message.pluginId !== pluginId) return
    // A new installation counts from one again.
    if (message.lastLine < last.current) restart()
    else if (message.lastLine > last.current) void load()
  })
  return { lines, failed, restart }
}

/** Behind a function, because the compiler does not see that `await` lets others set it. */
const isAgain = (state: 'idle' | 'loading' | 'again'): boolean => state === 'again'
