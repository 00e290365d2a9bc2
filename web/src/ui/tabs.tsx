import { clsx } from 'clsx'
import { useId, type KeyboardEvent, type ReactNode } from 'react'

export interface Tab<K extends string> {
  key: K
  label: ReactNode
}

/**
 * Tabs that follow the WAI-ARIA pattern: arrows, Home and End move. The page keeps the chosen tab, ideally in
 * the URL. Only the chosen panel is rendered.
 */
export function Tabs<K extends string>({
  label,
  tabs,
  chosen,
  onChoose,
  children,
}: {
  label: string
  tabs: readonly Tab<K>[]
  chosen: K
  onChoose: (key: K) => void
  /** The panel of the chosen tab. */
  children: ReactNode
}) {
  const id = useId()
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const target = neighbour(
      event.key,
      tabs.findIndex((tab) => tab.key === chosen),
      tabs.length,
    )
    const tab = target === null ? undefined : tabs[target]
    if (tab === undefined) return
    event.preventDefault()
    onChoose(tab.key)
    document.getElementById(`${id}-${tab.key}`)?.focus()
  }
  return (
    <div>
      <div
        role="tablist"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={move}
        className="flex gap-1 overflow-x-auto border-b border-line"
      >
        {tabs.map((tab) => (
          <button
            key={tab.key}
            id={`${id}-${tab.key}`}
            type="button"
            role="tab"
            aria-selected={tab.key === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={tab.key === chosen ? 0 : -1}
            onClick={() => onChoose(tab.key)}
            className={clsx(
              'touch -mb-px shrink-0 border-b-2 px-3 py-2 text-sm font-medium whitespace-nowrap focus-visible:outline-offset-[-2px]',
              tab.key === chosen
                ? 'border-accent text-text'
                : 'border-transparent text-text-soft hover:text-text',
            )}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`} className="pt-4">
        {children}
      </div>
    </div>
  )
}

function neighbour(key: string, index: number, count: number): number | null {
  if (key === 'ArrowRight') return (index + 1) % count
  if (key === 'ArrowLeft') return (index - 1 + count) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : null
}
