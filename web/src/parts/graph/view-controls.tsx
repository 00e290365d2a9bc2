import { MiniMap, Panel, useReactFlow, useStore } from '@xyflow/react'
import { Maximize, ZoomIn, ZoomOut } from 'lucide-react'

import { IconButton } from '#web/ui/button.tsx'

import { graphWords as words } from './words.ts'

const STEP_MILLISECONDS = 120
/** Options that fit the whole graph below the controls. */
export const FIT = { maxZoom: 1, padding: { x: '8%', top: '64px', bottom: '8%' } } as const

/** Zoom and fit buttons at the upper left of a graph. */
export function ViewControls() {
  const flow = useReactFlow()
  const zoom = useStore(({ transform }) => Math.round(transform[2] * 100))
  return (
    <Panel position="top-left" className="m-3!">
      <fieldset
        aria-label={words.controls}
        className="flex items-center rounded-md border border-line bg-surface p-0.5 shadow-low"
      >
        <IconButton
          size="small"
          label={words.zoomOut}
          icon={ZoomOut}
          onClick={() => void flow.zoomOut({ duration: STEP_MILLISECONDS })}
        />
        <output className="tabular w-14 text-center text-xs text-text-soft">{words.zoom(zoom)}</output>
        <IconButton
          size="small"
          label={words.zoomIn}
          icon={ZoomIn}
          onClick={() => void flow.zoomIn({ duration: STEP_MILLISECONDS })}
        />
        <IconButton
          size="small"
          label={words.fit}
          icon={Maximize}
          onClick={() => void flow.fitView({ ...FIT, duration: STEP_MILLISECONDS })}
        />
      </fieldset>
    </Panel>
  )
}

/** A minimap, for orientation in a large graph. */
export function Overview() {
  return (
    <MiniMap
      pannable
      zoomable
      ariaLabel={words.map}
      position="bottom-right"
      className="m-3!"
      style={{ width: 152, height: 104 }}
    />
  )
}
