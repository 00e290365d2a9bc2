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
  const [isNeeded, setNeeded] = useState(false)
  const loadTemplates = () => setNeeded(true)
  const { data, isError } = useQuery({ ...templates.list(), enabled: isNeeded || value !== undefined })
  const offered = data?.items.filter(({ id, pipelines }) => pipelines > 0 || id === value)
  return (
    <span className="contents" onFocus={loadTemplates} onPointerEnter={loadTemplates}>
      <FilterChip
        label={listFiltersWords.template}
        failed={isError}
        options={offered?.map(({ id, name }) => ({ value: id, label: name }))}
        value={value}
        onChange={onChange}
      />
    </span>
  )
}
