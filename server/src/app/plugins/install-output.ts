import type { InstallLine } from '@flx/shared/plugins/plugin'

import { messageOf } from '../../domain/core/errors.ts'
import type { EngineContext } from '../../engine/engine-context.ts'

type Context = Pick<EngineContext, 'hints' | 'clock' | 'log'>

/** The source of the output: an installation, or a build on one worker. */
interface OutputSource {
  pluginId: string
  node?: string
  append: (lines: InstallLine[]) => Promise<void>
}

const FLUSH_MS = 250
const MAX_LINES = 20_000

/** Collects output lines and stores them in batches, each followed by a hint. */
export function createOutput(context: Context, { pluginId, node, append }: OutputSource) {
  let number = 0
  let waiting: InstallLine[] = []
  let storing: Promise<void> = Promise.resolve()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const lines = waiting
    waiting = []
    const lastLine = number
    storing = storing.then(async () => {
      if (lines.length === 0) return
      try {
        await append(lines)
        context.hints.publish({
          type: 'plugin.output',
          pluginId,
          ...(node !== undefined && { node }),
          lastLine,
        })
      } catch (error) {
        context.log.warn({ pluginId, error: messageOf(error) }, 'Output of an installation was not stored')
      }
    })
    return storing
  }
  return {
    line(text: string): void {
      if (number >= MAX_LINES) return
      number += 1
      waiting.push({ line: number, at: context.clock.now().toISOString(), text })
      timer ??= setTimeout(() => void flush(), FLUSH_MS)
    },
    end: flush,
  }
}
