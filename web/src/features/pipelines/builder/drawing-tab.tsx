import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { useQuery } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { plugins } from '#web/api/plugins/plugins.ts'
import { Graph } from '#web/parts/graph/lazy-graph.tsx'
import { paths } from '#web/paths.ts'
import { buttonClass } from '#web/ui/button.tsx'

import { draftOf } from '../form/draft/pipeline-draft.ts'
import { RunNote } from './run-note.tsx'
import { StepList } from './step-list.tsx'
import { drawStep } from './step-view.tsx'
import { useDrawing, useLastExecution, useNeighbours } from './use-drawing.ts'
import { drawingWords as words } from './words.ts'

const NO_PLUGINS: never[] = []

/** A read-only drawing of a pipeline, as in the builder. */
export default function DrawingTab({ pipeline }: { pipeline: Pipeline }) {
  const registry = useQuery(plugins.everything())
  const streamsQuery = useQuery(pipelines.streams(pipeline.id))
  const execution = useLastExecution(pipeline.lastExecution?.id)
  const parts = useMemo(() => draftOf(pipeline), [pipeline])
  const neighbours = useNeighbours(pipeline.id, pipeline.after)
  const [selected, setSelected] = useState<string | null>(null)
  const editor = useRole('editor')
  const { nodes, edges } = useDrawing({
    parts,
    neighbours,
    plugins: registry.data ?? NO_PLUGINS,
    streams: streamsQuery.data?.streams ?? null,
    execution,
  })
  return (
    <div className="space-y-3">
      {editor.allowed && pipeline.archivedAt === null && pipeline.runner.kind === 'own' && (
        <Link to={paths.editDrawing(pipeline.id)} className={buttonClass({ size: 'small' })}>
          <Pencil aria-hidden className="size-4" />
          {words.edit}
        </Link>
      )}
      <div className="h-112 overflow-hidden rounded-lg border border-line max-sm:hidden">
        <Graph
          label={words.label(pipeline.name)}
          nodes={nodes}
          edges={edges}
          draw={drawStep}
          selected={selected}
          onSelect={setSelected}
        >
          <RunNote execution={execution} />
        </Graph>
      </div>
      <StepList nodes={nodes} edges={edges} selected={selected} onSelect={setSelected} />
    </div>
  )
}
