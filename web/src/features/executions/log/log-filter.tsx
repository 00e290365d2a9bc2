import type { LogLevel, LogSource } from '@flx/shared/execution'
import { LOG_LEVELS, LOG_SOURCES } from '@flx/shared/execution-status'

import { SearchField } from '#web/ui/search-field.tsx'
import { SeveralChip } from '#web/ui/several-chip.tsx'

/** What is asked of the log; empty = everything. */
export interface LogFilter {
  search: string
  /** Any of these; none = all. */
  levels: readonly LogLevel[]
  sources: readonly LogSource[]
}

export const isFiltering = ({ search, levels, sources }: LogFilter): boolean =>
  search !== '' || levels.length > 0 || sources.length > 0

/** The filter from the URL. */
export const readLogFilter = (parameters: URLSearchParams): LogFilter => ({
  search: parameters.get('find')?.trim().slice(0, 200) ?? '',
  levels: LOG_LEVELS.filter((level) => parameters.getAll('level').includes(level)),
  sources: LOG_SOURCES.filter((source) => parameters.getAll('source').includes(source)),
})

/** The URL with another filter; a line that was marked stays. */
export function writeLogFilter(current: URLSearchParams, filter: LogFilter): URLSearchParams {
  const next = new URLSearchParams(current)
  for (const name of ['find', 'level', 'source']) next.delete(name)
  if (filter.search !== '') next.set('find', filter.search)
  for (const level of filter.levels) next.append('level', level)
  for (const source of filter.sources) next.append('source', source)
  return next
}

const LEVEL_WORDS: Record<LogLevel, string> = {
  debug: 'Debug',
  info: 'Info',
  warning: 'Warning',
  error: 'Error',
}
const SOURCE_WORDS: Record<LogSource, string> = {
  system: 'System',
  discover: 'Discover',
  extractor: 'Extractor',
  mapper: 'Mapper',
  loader: 'Loader',
  transform: 'Transform',
}

/** Search, level and source of the lines to show. */
export function LogFilterBar({
  filter,
  onChange,
}: {
  filter: LogFilter
  onChange: (filter: LogFilter) => void
}) {
  return (
    <>
      <SearchField
        label="Search the log"
        placeholder="Search the log…"
        value={filter.search}
        onSearch={(search) => onChange({ ...filter, search })}
        className="w-full sm:w-60"
      />
      <SeveralChip
        label="Level"
        options={LOG_LEVELS.map((value) => ({ value, label: LEVEL_WORDS[value] }))}
        values={filter.levels}
        onChange={(levels) => onChange({ ...filter, levels })}
      />
      <SeveralChip
        label="Source"
        options={LOG_SOURCES.map((value) => ({ value, label: SOURCE_WORDS[value] }))}
        values={filter.sources}
        onChange={(sources) => onChange({ ...filter, sources })}
      />
    </>
  )
}
