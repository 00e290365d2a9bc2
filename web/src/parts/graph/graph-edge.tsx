import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath, type Edge, type EdgeProps } from '@xyflow/react'
import { clsx } from 'clsx'
import { memo } from 'react'

export type DrawnEdge = Edge<
  { label: readonly string[]; dashed: boolean; running: boolean; faint: boolean; strong: boolean },
  'drawn'
>

/** A line with its label at the middle. */
export const GraphEdgeView = memo((edge: EdgeProps<DrawnEdge>) => {
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, markerEnd, data } = edge
  const [path, x, y] = getSmoothStepPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    borderRadius: 12,
    offset: 28,
  })
  const { label = [], dashed = false, running = false, faint = false, strong = false } = data ?? {}
  return (
    <>
      <BaseEdge
        path={path}
        {...(markerEnd === undefined ? {} : { markerEnd })}
        style={{
          ...(dashed ? { strokeDasharray: '4 4' } : {}),
          ...(strong || running ? { stroke: 'var(--accent)' } : faint ? { stroke: 'var(--line)' } : {}),
        }}
      />
      {label.length > 0 && (
        <EdgeLabelRenderer>
          <div
            className={clsx(
              'tabular absolute rounded-sm border border-line bg-surface px-1.5 py-0.5 text-center text-2xs whitespace-nowrap',
              faint ? 'text-text-faint' : 'text-text-soft',
            )}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {label.map((line) => (
              <div key={line}>{line}</div>
            ))}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  )
})
