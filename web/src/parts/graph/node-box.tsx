import { clsx } from 'clsx'
import type { ReactNode } from 'react'

import type { NodeLook } from './graph-node.tsx'

/** The box of a node. Selected: accent border and ring. Unrelated: faint text without shadow. */
export function NodeBox({
  look,
  dashed = false,
  wrong = false,
  children,
}: {
  look: NodeLook
  dashed?: boolean
  /** Something about it needs correcting. */
  wrong?: boolean
  children: ReactNode
}) {
  return (
    <div
      className={clsx(
        'h-full overflow-hidden rounded-lg border bg-surface px-3 py-2 text-sm',
        dashed && 'border-dashed',
        look.selected
          ? 'border-accent bg-accent-soft ring-2 ring-accent'
          : wrong
            ? 'border-danger'
            : dashed
              ? 'border-line-strong'
              : 'border-line',
        look.unrelated ? 'text-text-faint [&_*]:text-text-faint' : 'shadow-low',
      )}
    >
      {children}
    </div>
  )
}
