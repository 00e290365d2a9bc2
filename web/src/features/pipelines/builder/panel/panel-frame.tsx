import { X, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

import { IconButton } from '#web/ui/button.tsx'

import { panelWords as words } from '../edit/words.ts'

/** The frame of the panel beside the drawing: its subject, its content, and actions at its foot. */
export function PanelFrame({
  kind,
  icon: Icon,
  name,
  mono = false,
  below,
  foot,
  onClose,
  children,
}: {
  kind: string
  icon: LucideIcon
  name: string
  mono?: boolean
  below?: string | undefined
  foot?: ReactNode
  /** Omitted if the panel cannot be closed. */
  onClose?: () => void
  children: ReactNode
}) {
  return (
    // Escape anywhere inside closes it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside
      aria-label={words.about(name)}
      className="flex min-h-0 grow flex-col"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || onClose === undefined) return
        event.preventDefault()
        onClose()
      }}
    >
      <div className="border-b border-line px-4 py-3">
        <div className="flex items-center gap-1.5 text-xs text-text-soft">
          <Icon aria-hidden className="size-3.5" />
          {kind}
          {onClose !== undefined && (
            <IconButton
              className="-my-1 -mr-1.5 ml-auto"
              label={words.close}
              icon={X}
              size="small"
              onClick={onClose}
            />
          )}
        </div>
        <h2
          data-panel-heading
          tabIndex={-1}
          className={`rounded-sm text-base font-semibold break-all ${mono ? 'font-mono' : ''}`}
        >
          {name}
        </h2>
        {below !== undefined && below !== '' && <p className="text-xs text-text-soft">{below}</p>}
      </div>
      {/* The form's sections are cards; here they are parts of the panel. */}
      <div className="min-h-0 grow overflow-y-auto [&>section]:rounded-none [&>section]:border-0 [&>section]:border-t [&>section]:shadow-none [&>section:first-child]:border-t-0">
        {children}
      </div>
      {foot !== undefined && (
        <div className="flex items-center gap-2 border-t border-line px-4 py-3">{foot}</div>
      )}
    </aside>
  )
}
