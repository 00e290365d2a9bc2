import type { ReactNode } from 'react'

/** A sentence and a button in place of a control. */
export function Replacement({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className="flex min-h-8 flex-wrap items-center justify-between gap-2 rounded-md border border-dashed border-line-strong bg-sunken py-0.5 pr-1 pl-2.5 text-sm text-text-soft">
      <span>{text}</span>
      <span className="flex gap-1">{children}</span>
    </div>
  )
}
