import type { Flow, FlowPipeline } from '@flx/shared/pipelines/flows'
import { X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { useFillHeight } from '#web/lib/browser/fill-height.ts'
import { Graph } from '#web/parts/graph/lazy-graph.tsx'
import { paths } from '#web/paths.ts'
import { buttonClass, IconButton } from '#web/ui/button.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { flowGraph } from './flow-graph.ts'
import { nameOf } from './flow-list.tsx'
import { drawFlowNode, PipelineStatus } from './flow-node.tsx'
import { flowWords as words } from './words.ts'

/** Chains as a live graph. */
export function FlowPicture({ flows }: { flows: readonly Flow[] }) {
  const [selected, setSelected] = useState<string | null>(null)
  const { nodes, edges } = useMemo(() => flowGraph(flows), [flows])
  const { box, height } = useFillHeight()
  const selectedPipeline = nodes.find(({ id }) => id === selected)?.data
  const [only] = flows
  const partial = flows.find(({ pipelines, size }) => pipelines.length < size)
  return (
    <div ref={box} className="min-h-96 overflow-hidden rounded-lg border border-line" style={{ height }}>
      <Graph
        label={flows.length === 1 && only !== undefined ? words.pictureOf(nameOf(only)) : words.picture}
        nodes={nodes}
        edges={edges}
        draw={drawFlowNode}
        selected={selectedPipeline === undefined ? null : selected}
        onSelect={setSelected}
        gap={56}
      >
        {partial !== undefined && (
          <p className="tabular pointer-events-none absolute bottom-3 left-3 rounded-sm bg-canvas px-1 text-xs text-text-soft">
            {nameOf(partial)}: {words.partial(partial.pipelines.length, partial.size)}
          </p>
        )}
        {selectedPipeline !== undefined && (
          <PipelinePanel pipeline={selectedPipeline} onClose={() => setSelected(null)} />
        )}
      </Graph>
    </div>
  )
}

function PipelinePanel({ pipeline, onClose }: { pipeline: FlowPipeline; onClose: () => void }) {
  const editor = useRole('editor')
  const { id, name, loadedAt, lastExecutionId } = pipeline
  return (
    <aside
      aria-label={words.about(name)}
      className="absolute top-3 right-3 w-72 space-y-3 rounded-lg border border-line bg-surface-raised p-4 shadow-high"
    >
      <div>
        <IconButton
          className="float-right -mt-1 -mr-1"
          label={words.close}
          icon={X}
          size="small"
          onClick={onClose}
        />
        <h2 className="text-base font-semibold wrap-anywhere">{name}</h2>
        <PipelineStatus pipeline={pipeline} />
        {loadedAt !== null && (
          <p className="mt-1 text-xs text-text-soft">
            {words.loaded} <RelativeTime at={loadedAt} />
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        <Link to={paths.pipeline(id)} className={buttonClass({ size: 'small' })}>
          {words.open}
        </Link>
        {lastExecutionId !== null && (
          <Link to={paths.execution(lastExecutionId)} className={buttonClass({ size: 'small' })}>
            {words.execution}
          </Link>
        )}
        {editor.allowed && (
          <Link to={paths.editDrawing(id)} className={buttonClass({ size: 'small' })}>
            {words.drawing}
          </Link>
        )}
      </div>
    </aside>
  )
}
