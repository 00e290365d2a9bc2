import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ScanSearch, Search } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { executions } from '#web/api/executions/executions.ts'
import { failures } from '#web/api/failures/failures.ts'
import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { views } from '#web/api/views.ts'
import { pageActions } from '#web/lib/page-actions.ts'
import { useDebounced } from '#web/lib/time/clock.tsx'
import { paths } from '#web/paths.ts'

import { DESTINATIONS } from '../bar/navigation.ts'
import { paletteWords } from '../words.ts'
import { useActions } from './palette-actions.ts'
import {
  causeEntry,
  executeEntry,
  executionEntry,
  pipelineEntry,
  viewEntry,
  type PaletteEntry,
  type PaletteGroup,
} from './palette-entry.ts'
import { matchWords } from './palette-match.ts'

const EXECUTE_COMMAND = /^(?:execute|run)\s+(\S.*)$/i
const DEBOUNCE_MILLISECONDS = 120
const MAX_PIPELINES = 7
const MIN_LOG_SEARCH = 3
const MAX_RECENT = 20
const SHOWN_RECENT = 5
const SHOWN_CAUSES = 3

/**
 * Returns the palette's entries for a text: matching pipelines from the server, and pages, actions, views,
 * recent executions and causes.
 */
export function usePaletteGroups(
  text: string,
  onShortcuts: () => void,
): { groups: PaletteGroup[]; searching: boolean } {
  const navigate = useNavigate()
  const typedText = text.trim()
  const executeText = EXECUTE_COMMAND.exec(typedText)?.[1]
  const searchText = executeText ?? typedText
  const debounced = useDebounced(searchText, DEBOUNCE_MILLISECONDS)
  const found = useInfiniteQuery({
    ...pipelines.list({ search: debounced, limit: MAX_PIPELINES, sort: 'name' }),
    enabled: debounced !== '',
    placeholderData: keepPreviousData,
  })
  const recent = useInfiniteQuery(executions.list({ limit: MAX_RECENT }))
  const { data: causes } = useInfiniteQuery(failures.list({ state: 'open', sort: '-lastSeenAt' }))
  const { data: savedViews = [] } = useQuery(views.list())
  const go = (to: string) => () => void navigate(to)
  const actions = useActions(go, onShortcuts)
  const operator = useRole('operator')
  const [actionsOfPage] = useState(pageActions)

  const matchingPipelines = searchText === '' ? [] : (found.data?.pages[0]?.items ?? [])
  const searchAllEntry: PaletteEntry = {
    key: 'search-all',
    label: paletteWords.allPipelines(searchText),
    icon: Search,
    act: go(paths.pipelines({ search: searchText })),
  }
  const searchLogsEntry: PaletteEntry = {
    key: 'search-logs',
    label: paletteWords.searchLogs(typedText),
    icon: ScanSearch,
    act: go(paths.logSearch({ text: typedText })),
  }
  const groups: PaletteGroup[] = [
    {
      title: paletteWords.here,
      entries: matchWords(
        actionsOfPage.map(({ id, label, icon, hotkey, words, disabledReason, busy, act }) => ({
          key: `here ${id}`,
          label,
          icon,
          hint: disabledReason ?? hotkey,
          words,
          disabledReason: disabledReason ?? (busy === true ? paletteWords.busy : undefined),
          act,
        })),
        typedText,
      ),
    },
    {
      title: paletteWords.pipelines,
      entries: [
        ...(executeText === undefined || !operator.allowed
          ? []
          : matchingPipelines.map((pipeline) => executeEntry(pipeline, navigate))),
        ...matchingPipelines.map((pipeline) => pipelineEntry(pipeline, go)),
        ...(matchingPipelines.length > 1 ? [searchAllEntry] : []),
      ],
    },
    {
      title: paletteWords.openCauses,
      entries: matchWords(
        (causes?.pages[0]?.items ?? []).map((cause) => causeEntry(cause, go)),
        typedText,
      ).slice(0, SHOWN_CAUSES),
    },
    {
      title: paletteWords.recentExecutions,
      entries: matchWords(
        (recent.data?.pages[0]?.items ?? []).map((execution) => executionEntry(execution, go)),
        typedText,
      ).slice(0, SHOWN_RECENT),
    },
    {
      title: paletteWords.goTo,
      entries: matchWords(
        DESTINATIONS.map(({ label, to, icon, key }) => ({
          key: `page ${to}`,
          label,
          icon,
          hint: `g ${key}`,
          act: go(to),
        })),
        typedText,
      ),
    },
    {
      title: paletteWords.views,
      entries: matchWords(
        savedViews.map((view) => viewEntry(view, go)),
        typedText,
      ).slice(0, 5),
    },
    { title: paletteWords.actions, entries: matchWords(actions, typedText) },
    { title: paletteWords.logs, entries: typedText.length < MIN_LOG_SEARCH ? [] : [searchLogsEntry] },
  ]
  return {
    groups: groups.filter(({ entries }) => entries.length > 0),
    searching: searchText !== '' && (debounced !== searchText || found.isFetching),
  }
}
