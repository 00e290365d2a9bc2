import { lazy, Suspense } from 'react'

import { Spinner } from '#web/ui/spinner.tsx'

import type { GraphCanvasProps } from './graph-canvas.tsx'
import { graphWords } from './words.ts'

const loadCanvas = () => import('./graph-canvas.tsx')
const GraphCanvas = lazy(loadCanvas)

/** Loads the code of pictures ahead and starts the layout, for pages that will show one; a phone shows lists. */
export function prepareGraph(): void {
  if (!matchMedia('(width >= 40rem)').matches) return
  // What fails now is loaded, and said, when a picture is shown.
  loadCanvas().catch(() => undefined)
  const start = async () => (await import('./layout.ts')).warmUp()
  start().catch(() => undefined)
}

/** The picture of a graph. Its code is loaded when the first one is shown. */
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
