import { LOG_LEVELS, LOG_SOURCES, type LogLevel, type LogSource } from '@flx/shared/execution'

import { FilterChip } from '#web/ui/chip.tsx'
import { SearchField } from '#web/ui/search-field.tsx'

/** What is asked of the log; empty = everything. */
export interface LogFilter {
  search: string
  level: LogLevel | undefined
  source: LogSource | undefined
}

export const NO_FILTER: LogFilter = { search: '', level: undefined, source: undefined }
export const isFiltering = ({ search, level, source }: LogFilter): boolean =>
  search !== '' || level !== undefined || source !== undefined

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
      <FilterChip
        label="Level"
        options={LOG_LEVELS.map((value) => ({ value, label: LEVEL_WORDS[value] }))}
        value={filter.level}
        onChange={(value) => onChange({ ...filter, level: LOG_LEVELS.find((level) => level === value) })}
      />
      <FilterChip
        label="Source"
        options={LOG_SOURCES.map((value) => ({ value, label: SOURCE_WORDS[value] }))}
        value={filter.source}
        onChange={(value) => onChange({ ...filter, source: LOG_SOURCES.find((source) => source === value) })}
      />
    </>
  )
}
