import type { Flow } from '@flx/shared/pipelines/flows'
import { clsx } from 'clsx'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/status/badge.tsx'

import { PipelineStatus } from './flow-node.tsx'
import { flowRows } from './flow-graph.ts'
import { flowWords as words } from './words.ts'

/** The chains by name and status. One is chosen for the graph. */
export function FlowList({
  flows,
  chosen,
  onChoose,
}: {
  flows: readonly Flow[]
  chosen: string | null
  onChoose: (id: string | null) => void
}) {
  const rowClass = (id: string | null) =>
    clsx(
      'touch w-full rounded-md border px-3 py-2 text-left text-sm',
      id === chosen ? 'border-accent bg-accent-soft' : 'border-line bg-surface hover:bg-hover',
    )
  return (
    <ul aria-label={words.chains} className="space-y-1.5">
      {flows.length > 1 && (
        <li>
          <button
            type="button"
            aria-pressed={chosen === null}
            className={rowClass(null)}
            onClick={() => onChoose(null)}
          >
            {words.all}
          </button>
        </li>
      )}
      {flows.map((flow) => (
        <li key={flow.id}>
          <button
            type="button"
            aria-pressed={flow.id === chosen}
            className={rowClass(flow.id)}
            onClick={() => onChoose(flow.id)}
          >
            <span className="block truncate font-medium">{nameOf(flow)}</span>
            <FlowCounts flow={flow} />
          </button>
        </li>
      ))}
    </ul>
  )
}

/** Returns the name of a chain, which is that of its first pipeline. */
export const nameOf = ({ id, pipelines }: Flow): string =>
  pipelines.find((pipeline) => pipeline.id === id)?.name ?? ''

function FlowCounts({ flow: { size, failed, running } }: { flow: Flow }) {
  return (
    <span className="tabular flex flex-wrap items-center gap-1.5 text-xs text-text-soft">
      {words.size(size)}
      {failed > 0 && <Badge tone="danger">{words.failed(failed)}</Badge>}
      {running > 0 && <Badge tone="accent">{words.running(running)}</Badge>}
    </span>
  )
}

/** A chain as an indented list, for narrow screens. */
export function FlowTree({ flow }: { flow: Flow }) {
  return (
    <section
      aria-label={words.pictureOf(nameOf(flow))}
      className="rounded-lg border border-line bg-surface p-3"
    >
      <FlowCounts flow={flow} />
      <ul className="mt-1">
        {flowRows(flow).map(({ pipeline, depth }) => (
          <li
            key={pipeline.id}
            className="border-t border-line py-1.5 first:border-t-0"
            style={{ paddingLeft: Math.min(depth, 8) * 14 }}
          >
            <Link to={paths.pipeline(pipeline.id)} className="touch block text-sm font-medium">
              <span className="block truncate">{pipeline.name}</span>
              <PipelineStatus pipeline={pipeline} />
            </Link>
          </li>
        ))}
      </ul>
      {flow.pipelines.length < flow.size && (
        <p className="mt-1 text-xs text-text-faint">{words.partial(flow.pipelines.length, flow.size)}</p>
      )}
    </section>
  )
}
