import { useInfiniteQuery, useQueries } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useDeferredValue, useState } from 'react'

import { pipelines } from '#web/api/pipelines.ts'
import { Input, type ControlProps } from '#web/ui/field.tsx'

/** Pipelines by name: type to find, click to add, cross to remove. */
export function PipelinePicker({
  control,
  ids,
  onChange,
}: {
  control: ControlProps
  ids: readonly string[]
  onChange: (ids: string[]) => void
}) {
  const [search, setSearch] = useState('')
  const asked = useDeferredValue(search.trim())
  const found = useInfiniteQuery({
    ...pipelines.list({ search: asked, sort: 'name', limit: 20 }),
    enabled: asked !== '',
  })
  const chosen = useQueries({ queries: ids.map((id) => pipelines.detail(id)) })
  const items = found.data?.pages.flatMap((page) => page.items) ?? []
  const offered = items.filter(({ id }) => !ids.includes(id))
  return (
    <div className="space-y-1.5">
      {ids.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {ids.map((id, index) => {
            const name = chosen[index]?.data?.name ?? '…'
            return (
              <li
                key={id}
                className="inline-flex h-7 items-center gap-0.5 rounded-sm border border-line bg-sunken pl-2 text-sm"
              >
                {name}
                <button
                  type="button"
                  aria-label={`Remove ${name}`}
                  title={`Remove ${name}`}
                  className="inline-flex size-6.5 items-center justify-center rounded-sm text-text-faint hover:text-text max-sm:size-11"
                  onClick={() => onChange(ids.filter((other) => other !== id))}
                >
                  <X aria-hidden className="size-3.5" />
                </button>
              </li>
            )
          })}
        </ul>
      )}
      <Input
        {...control}
        type="search"
        autoComplete="off"
        placeholder="Find by name…"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {asked !== '' && (
        <ul aria-label="Pipelines found" className="max-h-40 overflow-auto rounded-md border border-line">
          {offered.map(({ id, name }) => (
            <li key={id}>
              <button
                type="button"
                className="touch w-full px-2.5 py-1 text-left text-sm hover:bg-hover"
                onClick={() => {
                  onChange([...ids, id])
                  setSearch('')
                }}
              >
                {name}
              </button>
            </li>
          ))}
          {offered.length === 0 && (
            <li className="px-2.5 py-1 text-sm text-text-faint">
              {found.isPending ? 'Searching…' : 'No other pipeline has this in its name.'}
            </li>
          )}
        </ul>
      )}
    </div>
  )
}
