import { sectionOnDemand } from '#web/ui/on-demand/section-on-demand.tsx'
import { Spinner } from '#web/ui/spinner.tsx'

import { graphWords } from './words.ts'

/** A graph whose code is loaded when the first one is shown. */
const { Section: Graph, prepare } = sectionOnDemand(() => import('./graph-canvas.tsx'), {
  placeholder: (
    <div aria-busy className="flex h-full items-center justify-center gap-2 text-sm text-text-soft">
      <Spinner />
      {graphWords.loading}
    </div>
  ),
  bare: true,
})

/**
 * Loads the graph code and starts the layout ahead, for pages that will show a graph. Does nothing on phones,
 * which show lists.
 */
export function prepareGraph(): void {
  if (!matchMedia('(width >= 40rem)').matches) return
  prepare()
  const start = async () => (await import('./layout.ts')).warmUp()
  start().catch(() => undefined)
}

export { Graph }
