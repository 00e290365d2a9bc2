import { useQuery } from '@tanstack/react-query'

import { lineage } from '#web/api/lineage/lineage.ts'
import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { FilterChip } from '#web/ui/chips/chip.tsx'

import { lineageWords as words } from './words.ts'

/** Filters by system, and by the tag of pipelines. */
export function LineageFilters({
  source,
  tag,
  onChange,
}: {
  source: string | undefined
  tag: string | undefined
  onChange: (changes: Record<string, string | undefined>) => void
}) {
  const { data: sources, isError: hasNoSources } = useQuery(lineage.sources())
  const { data: tags, isError: hasNoTags } = useQuery(pipelines.tags())
  return (
    <>
      {/* Shown while the options load, so that what follows stays in its place. */}
      {(sources === undefined || sources.length > 1 || source !== undefined) && (
        <FilterChip
          label={words.source}
          options={sources?.map(({ namespace }) => ({ value: namespace, label: namespace }))}
          failed={hasNoSources}
          value={source}
          onChange={(chosen) => onChange({ source: chosen })}
        />
      )}
      {(tags?.length !== 0 || tag !== undefined) && (
        <FilterChip
          label={words.tag}
          options={tags?.map((name) => ({ value: name, label: name }))}
          failed={hasNoTags}
          value={tag}
          onChange={(chosen) => onChange({ tag: chosen })}
        />
      )}
    </>
  )
}
