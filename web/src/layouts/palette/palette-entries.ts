import type { ExecutionSummary } from '@flx/shared/executions/execution'
import type { FailureCause } from '@flx/shared/failures/failure-cause'
import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import type { SavedView } from '@flx/shared/access/view'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import {
  Bookmark,
  CircleAlert,
  Clock,
  FolderGit2,
  Keyboard,
  LayoutTemplate,
  Play,
  Plug,
  Plus,
  ScanSearch,
  Search,
  Tv,
  Workflow,
  type LucideIcon,
} from 'lucide-react'
import { useState } from 'react'
import { useNavigate, type NavigateFunction } from 'react-router'

import { executions } from '#web/api/executions/executions.ts'
import { failures } from '#web/api/failures/failures.ts'
import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { useRole } from '#web/api/access/session.ts'
import { views } from '#web/api/views.ts'
import { useDebounced } from '#web/lib/time/clock.tsx'
import { EXECUTE_REQUEST } from '#web/lib/execute-request.ts'
import { pageActions } from '#web/lib/page-actions.ts'
import { formatRelative } from '#web/lib/format.ts'
import { THEMES, useTheme } from '#web/lib/browser/theme.ts'
import { useTimeZoneChoice } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'

import { DESTINATIONS } from '../bar/navigation.ts'
import { matchWords } from './palette-match.ts'
import { THEME_LOOKS } from '../menus/theme-menu.tsx'
import { menuWords, paletteWords } from '../words.ts'

export interface PaletteEntry {
  key: string
  label: string
  /** The kind or state, on the right. */
  hint?: string | undefined
  icon: LucideIcon
  /** Extra words by which it is found. */
  words?: string | undefined
  /** Why it is not possible now. */
  disabledReason?: string | undefined
  act: () => void
}

export interface PaletteGroup {
  title: string
  entries: PaletteEntry[]
}

/** "execute orders" lists the pipelines that "orders" finds. */
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
        actionsOfPage.map(({ id, label, icon, hotkey, words, disabledReason, act }) => ({
          key: `here ${id}`,
          label,
          icon,
          hint: disabledReason ?? hotkey,
          words,
          disabledReason,
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

function useActions(go: (to: string) => () => void, onShortcuts: () => void): PaletteEntry[] {
  const editor = useRole('editor')
  const [theme, setTheme] = useTheme()
  const [zone, setZone] = useTimeZoneChoice()
  return [
    ...(editor.allowed
      ? [
          {
            key: 'create',
            label: paletteWords.createPipeline,
            words: paletteWords.also.create,
            icon: Plus,
            act: go(paths.newPipeline()),
          },
          {
            key: 'templates',
            label: paletteWords.templates,
            words: paletteWords.also.templates,
            icon: LayoutTemplate,
            act: go(paths.templates()),
          },
          {
            key: 'add-plugin',
            label: paletteWords.addPlugin,
            words: paletteWords.also.addPlugin,
            icon: Plug,
            act: go(paths.newPlugin()),
          },
          {
            key: 'import-project',
            label: paletteWords.importProject,
            words: paletteWords.also.importProject,
            icon: FolderGit2,
            act: go(paths.importProject()),
          },
        ]
      : []),
    ...THEMES.filter((key) => key !== theme).map((key) => ({
      key: `theme ${key}`,
      label: menuWords.themeOption(THEME_LOOKS[key].label),
      words: paletteWords.also.theme,
      icon: THEME_LOOKS[key].icon,
      act: () => setTheme(key),
    })),
    {
      key: 'zone',
      label: zone === 'utc' ? menuWords.showLocal : menuWords.showUtc,
      words: paletteWords.also.timeZone,
      icon: Clock,
      act: () => setZone(zone === 'utc' ? 'local' : 'utc'),
    },
    {
      key: 'wall',
      label: paletteWords.wall,
      words: paletteWords.also.wall,
      icon: Tv,
      act: go(paths.wall()),
    },
    {
      key: 'keys',
      label: paletteWords.shortcuts,
      words: paletteWords.also.help,
      hint: '?',
      icon: Keyboard,
      act: onShortcuts,
    },
  ]
}

function pipelineEntry(pipeline: PipelineSummary, go: (to: string) => () => void): PaletteEntry {
  const { id, name, lastExecution } = pipeline
  const status = lastExecution === null ? null : STATUS_LOOKS[lastExecution.status]
  return {
    key: `pipeline ${id}`,
    label: name,
    hint: status?.word ?? paletteWords.neverExecuted,
    icon: status?.icon ?? Workflow,
    act: go(paths.pipeline(id)),
  }
}

/** Opens the page of the pipeline, which asks for confirmation before it executes. */
function executeEntry({ id, name }: PipelineSummary, navigate: NavigateFunction): PaletteEntry {
  return {
    key: `execute ${id}`,
    label: paletteWords.execute(name),
    icon: Play,
    act: () => void navigate(paths.pipeline(id), { state: EXECUTE_REQUEST }),
  }
}

function executionEntry(execution: ExecutionSummary, go: (to: string) => () => void): PaletteEntry {
  const { id, pipelineName, status, queuedAt } = execution
  const { word, icon } = STATUS_LOOKS[status]
  return {
    key: `execution ${id}`,
    label: pipelineName,
    hint: `${word} · ${formatRelative(queuedAt, Date.now())}`,
    words: paletteWords.also.execution(word),
    icon,
    act: go(paths.execution(id)),
  }
}

function causeEntry(cause: FailureCause, go: (to: string) => () => void): PaletteEntry {
  const { id, title, plugin, lastMessage, pipelineNames } = cause
  return {
    key: `cause ${id}`,
    label: title,
    hint: plugin,
    words: paletteWords.also.cause(lastMessage, pipelineNames.join(' ')),
    icon: CircleAlert,
    act: go(paths.failures({ cause: id })),
  }
}

const VIEW_PATHS: Record<SavedView['page'], string> = {
  pipelines: paths.pipelines(),
  executions: paths.executions(),
  failures: paths.failures(),
  plugins: paths.plugins(),
}

function viewEntry(view: SavedView, go: (to: string) => () => void): PaletteEntry {
  return {
    key: `view ${view.id}`,
    label: view.name,
    hint: view.page,
    words: paletteWords.also.view(view.page),
    icon: Bookmark,
    act: go(`${VIEW_PATHS[view.page]}?${view.query}`),
  }
}
