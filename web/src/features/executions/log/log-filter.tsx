import type { LogLevel, LogLevelCounts, LogSource } from '@flx/shared/logs/log'
import { LOG_LEVELS, LOG_SOURCES } from '@flx/shared/executions/execution-status'

import { SearchField } from '#web/ui/fields/search-field.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { SeveralChip } from '#web/ui/chips/several-chip.tsx'
import { logFilterWords, SOURCE_WORDS } from './words.ts'

/** The filter of the log. Empty means everything. */
export interface LogFilter {
  search: string
  /** Any of these. None means all. */
  levels: readonly LogLevel[]
  sources: readonly LogSource[]
}

export const isFiltering = ({ search, levels, sources }: LogFilter): boolean =>
  search !== '' || levels.length > 0 || sources.length > 0

/** Reads the filter from the URL. */
export const readLogFilter = (parameters: URLSearchParams): LogFilter => ({
  search: parameters.get('find')?.trim().slice(0, 200) ?? '',
  levels: LOG_LEVELS.filter((level) => parameters.getAll('level').includes(level)),
  sources: LOG_SOURCES.filter((source) => parameters.getAll('source').includes(source)),
})

/** Returns the URL's search with another filter. A marked line stays. */
export function writeLogFilter(current: URLSearchParams, filter: LogFilter): URLSearchParams {
  const next = new URLSearchParams(current)
  for (const name of ['find', 'level', 'source']) next.delete(name)
  if (filter.search !== '') next.set('find', filter.search)
  for (const level of filter.levels) next.append('level', level)
  for (const source of filter.sources) next.append('source', source)
  return next
}

const LEVELS: Record<LevelFilter, readonly LogLevel[]> = { all: [], warning: ['warning'], error: ['error'] }
type LevelFilter = 'all' | 'warning' | 'error'

/** The filters of the log: search, level and source. */
export function LogFilterBar({
  filter,
  onChange,
  lines,
  counts,
}: {
  filter: LogFilter
  onChange: (filter: LogFilter) => void
  lines: number
  /** Null if they are unknown. */
  counts: LogLevelCounts | null
}) {
  const onlyLevel = filter.levels.length === 1 ? filter.levels[0] : undefined
  const chosen = onlyLevel === 'warning' || onlyLevel === 'error' ? onlyLevel : 'all'
  return (
    <>
      <SearchField
        label={logFilterWords.searchLog}
        placeholder={logFilterWords.searchLogLabel}
        value={filter.search}
        onSearch={(search) => onChange({ ...filter, search })}
        className="w-full sm:w-44"
      />
      <Segmented<LevelFilter>
        label={logFilterWords.level}
        options={[
          { key: 'all', label: logFilterWords.all, count: lines === 0 ? undefined : lines },
          { key: 'warning', label: logFilterWords.warnings, count: counts?.warnings },
          { key: 'error', label: logFilterWords.errors, count: counts?.errors },
        ]}
        chosen={chosen}
        onChoose={(key) => onChange({ ...filter, levels: LEVELS[key] })}
      />
      <SeveralChip
        label={logFilterWords.source}
        options={LOG_SOURCES.map((value) => ({ value, label: SOURCE_WORDS[value] }))}
        values={filter.sources}
        onChange={(sources) => onChange({ ...filter, sources })}
      />
    </>
  )
}
