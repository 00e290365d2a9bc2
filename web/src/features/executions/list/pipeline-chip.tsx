import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { useDeferredValue, useId, useRef, useState } from 'react'

import { pipelines } from '#web/api/pipelines.ts'
import { ClearFilter, filterClass } from '#web/ui/chip.tsx'
import { Input } from '#web/ui/field.tsx'

/** A filter by one pipeline, found by its name: there may be thousands. */
export function PipelineChip({
  pipelineId,
  onChange,
}: {
  pipelineId: string | undefined
  onChange: (pipelineId: string | undefined) => void
}) {
  const id = useId()
  const trigger = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const chosen = useQuery({ ...pipelines.detail(pipelineId ?? ''), enabled: pipelineId !== undefined })
  const set = pipelineId !== undefined
  const name = chosen.data?.name ?? 'One pipeline'
  const place = () => {
    const box = trigger.current?.getBoundingClientRect()
    if (box === undefined || panel.current === null) return
    panel.current.style.left = `${Math.max(8, Math.min(box.left, innerWidth - panel.current.offsetWidth - 8))}px`
    panel.current.style.top = `${box.bottom + 4}px`
  }
  const choose = (next: string) => {
    panel.current?.hidePopover()
    trigger.current?.focus()
    onChange(next)
  }
  return (
    <span className="inline-flex max-w-full">
      <button
        ref={trigger}
        type="button"
        popoverTarget={id}
        aria-label={set ? `Pipeline: ${name}` : 'Filter by pipeline'}
        className={`min-w-0 ${filterClass(set)}`}
      >
        <span className="max-w-56 truncate">{set ? name : 'Pipeline'}</span>
        {!set && <ChevronDown aria-hidden className="size-3.5 shrink-0 text-text-faint" />}
      </button>
      {set && <ClearFilter label="Pipeline" shown={name} onClear={() => onChange(undefined)} />}
      <section
        ref={panel}
        id={id}
        popover="auto"
        aria-label="Filter by pipeline"
        onToggle={(event) => {
          setOpen(event.newState === 'open')
          place()
        }}
        className="fixed inset-auto m-0 w-80 max-w-[calc(100vw-1rem)] rounded-lg border border-line bg-surface-raised p-2 text-text shadow-high"
      >
        {open && <Choice chosen={pipelineId} onChoose={choose} />}
      </section>
    </span>
  )
}

function Choice({ chosen, onChoose }: { chosen: string | undefined; onChoose: (id: string) => void }) {
  const [text, setText] = useState('')
  const search = useDeferredValue(text.trim())
  const list = useInfiniteQuery(
    pipelines.list({ sort: 'name', limit: 20, ...(search === '' ? {} : { search }) }),
  )
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <Input
        type="search"
        aria-label="Find a pipeline"
        placeholder="Find by name…"
        autoComplete="off"
        // The panel was opened to type here.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <ul aria-label="Pipelines found" className="mt-1.5 max-h-64 overflow-auto">
        {items.map(({ id, name }) => (
          <li key={id}>
            <button
              type="button"
              aria-pressed={id === chosen}
              className="touch w-full rounded-sm px-2 py-1 text-left text-sm break-words hover:bg-hover aria-pressed:text-accent"
              onClick={() => onChoose(id)}
            >
              {name}
            </button>
          </li>
        ))}
        {items.length === 0 && (
          <li className="px-2 py-1 text-sm text-text-faint">
            {list.isPending ? 'Searching…' : 'No pipeline matches.'}
          </li>
        )}
      </ul>
    </>
  )
}
