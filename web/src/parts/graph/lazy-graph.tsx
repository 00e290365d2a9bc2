import { lazy, Suspense } from 'react'

import { Spinner } from '#web/ui/spinner.tsx'

import type { GraphCanvasProps } from './graph-canvas.tsx'
import { graphWords } from './words.ts'

const loadCanvas = () => import('./graph-canvas.tsx')
const GraphCanvas = lazy(loadCanvas)

/**
 * Loads the graph code and starts the layout ahead, for pages that will show a graph. Does nothing on phones,
 * which show lists.
 */
export function prepareGraph(): void {
  if (!matchMedia('(width >= 40rem)').matches) return
  // A failure is ignored: it is loaded again, and reported, when a graph is shown.
  loadCanvas().catch(() => undefined)
  const start = async () => (await import('./layout.ts')).warmUp()
  start().catch(() => undefined)
}

/** A graph whose code is loaded when the first one is shown. */
export function Graph(props: GraphCanvasProps) {
  return (
    <Suspense
      fallback={
        <output className="flex h-full items-center justify-center gap-2 text-sm text-text-soft">
          <Spinner />
          {graphWords.loading}
        </output>
      }
    >
      <GraphCanvas {...props} />
    </Suspense>
  )
}
