import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { templates } from '#web/api/templates/templates.ts'
import { FilterChip } from '#web/ui/chips/chip.tsx'

import { listFiltersWords } from '../words.ts'

/** Filters the list by template. Templates are loaded when it is used, not with every list. */
export function TemplateChip({
  value,
  onChange,
}: {
  value: string | undefined
  onChange: (value: string | undefined) => void
}) {
  const [wanted, setWanted] = useState(false)
  const want = () => setWanted(true)
  const { data } = useQuery({ ...templates.list(), enabled: wanted || value !== undefined })
  const made = (data?.items ?? []).filter(({ id, pipelines }) => pipelines > 0 || id === value)
  return (
    <span className="contents" onFocus={want} onPointerEnter={want}>
      <FilterChip
        label={listFiltersWords.template}
        options={made.map(({ id, name }) => ({ value: id, label: name }))}
        value={value}
        onChange={onChange}
      />
    </span>
  )
}
