import type { ExecutionSummary } from '@flx/shared/execution'
import type { PipelineSummary } from '@flx/shared/pipeline'
import type { SavedView } from '@flx/shared/view'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Bookmark, Clock, Keyboard, Plug, Plus, Search, Workflow, type LucideIcon } from 'lucide-react'
import { useNavigate } from 'react-router'

import { executions } from '#web/api/executions.ts'
import { pipelines } from '#web/api/pipelines.ts'
import { useRole } from '#web/api/session.ts'
import { views } from '#web/api/views.ts'
import { useRested } from '#web/lib/clock.tsx'
import { formatRelative } from '#web/lib/format.ts'
import { THEMES, useTheme } from '#web/lib/theme.ts'
import { useTimeZoneChoice } from '#web/lib/time-zone.ts'
import { paths } from '#web/paths.ts'
import { STATUS_LOOKS } from '#web/ui/status-badge.tsx'

import { DESTINATIONS } from './navigation.ts'
import { matchWords } from './palette-match.ts'
import { THEME_LOOKS } from './theme-menu.tsx'

export interface PaletteEntry {
  key: string
  label: string
  /** What it is, or how it stands, at the right. */
  hint?: string
  icon: LucideIcon
  /** Further words by which it is found. */
  words?: string
  act: () => void
}

export interface PaletteGroup {
  title: string
  entries: PaletteEntry[]
}

const REST_MILLISECONDS = 120
const MOST_PIPELINES = 7
const MOST_RECENT = 20
const SHOWN_RECENT = 5

/** What the palette offers for a text: pipelines from the server, and pages, actions, views and executions at hand. */
export function usePaletteGroups(
  text: string,
  onShortcuts: () => void,
): { groups: PaletteGroup[]; searching: boolean } {
  const navigate = useNavigate()
  const wanted = text.trim()
  const rested = useRested(wanted, REST_MILLISECONDS)
  const found = useInfiniteQuery({
    ...pipelines.list({ search: rested, limit: MOST_PIPELINES, sort: 'name' }),
    enabled: rested !== '',
    placeholderData: keepPreviousData,
  })
  const recent = useInfiniteQuery(executions.list({ limit: MOST_RECENT }))
  const { data: saved = [] } = useQuery(views.list())
  const go = (to: string) => () => void navigate(to)
  const actions = useActions(go, onShortcuts)

  const matching = wanted === '' ? [] : (found.data?.pages[0]?.items ?? [])
  const everywhere: PaletteEntry = {
    key: 'search-all',
    label: `Show all pipelines that match “${wanted}”`,
    icon: Search,
    act: go(paths.pipelines({ search: wanted })),
  }
  const groups: PaletteGroup[] = [
    {
      title: 'Pipelines',
      entries: [
        ...matching.map((pipeline) => pipelineEntry(pipeline, go)),
        ...(matching.length > 1 ? [everywhere] : []),
      ],
    },
    {
      title: 'Recent executions',
      entries: matchWords(
        (recent.data?.pages[0]?.items ?? []).map((execution) => executionEntry(execution, go)),
        wanted,
      ).slice(0, SHOWN_RECENT),
    },
    {
      title: 'Go to',
      entries: matchWords(
        DESTINATIONS.map(({ label, to, icon, key }) => ({
          key: `page ${to}`,
          label,
          icon,
          hint: `g ${key}`,
          act: go(to),
        })),
        wanted,
      ),
    },
    {
      title: 'Views',
      entries: matchWords(
        saved.map((view) => viewEntry(view, go)),
        wanted,
      ).slice(0, 5),
    },
    { title: 'Actions', entries: matchWords(actions, wanted) },
  ]
  return {
    groups: groups.filter(({ entries }) => entries.length > 0),
    searching: wanted !== '' && (rested !== wanted || found.isFetching),
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
            label: 'Create pipeline',
            words: 'new add',
            icon: Plus,
            act: go(paths.newPipeline()),
          },
          {
            key: 'register',
            label: 'Register plugin',
            words: 'new add',
            icon: Plug,
            act: go(paths.newPlugin()),
          },
        ]
      : []),
    ...THEMES.filter((key) => key !== theme).map((key) => ({
      key: `theme ${key}`,
      label: `${THEME_LOOKS[key].label} theme`,
      words: 'colour appearance mode',
      icon: THEME_LOOKS[key].icon,
      act: () => setTheme(key),
    })),
    {
      key: 'zone',
      label: zone === 'utc' ? 'Show local times' : 'Show times in UTC',
      words: 'time zone',
      icon: Clock,
      act: () => setZone(zone === 'utc' ? 'local' : 'utc'),
    },
    { key: 'keys', label: 'Keyboard shortcuts', words: 'help', hint: '?', icon: Keyboard, act: onShortcuts },
  ]
}

function pipelineEntry(pipeline: PipelineSummary, go: (to: string) => () => void): PaletteEntry {
  const { id, name, lastExecution } = pipeline
  const status = lastExecution === null ? null : STATUS_LOOKS[lastExecution.status]
  return {
    key: `pipeline ${id}`,
    label: name,
    hint: status?.word ?? 'Not executed yet',
    icon: status?.icon ?? Workflow,
    act: go(paths.pipeline(id)),
  }
}

function executionEntry(execution: ExecutionSummary, go: (to: string) => () => void): PaletteEntry {
  const { id, pipelineName, status, queuedAt } = execution
  const { word, icon } = STATUS_LOOKS[status]
  return {
    key: `execution ${id}`,
    label: pipelineName,
    hint: `${word} · ${formatRelative(queuedAt, Date.now())}`,
    words: `${word} execution`,
    icon,
    act: go(paths.execution(id)),
  }
}

const VIEW_PATHS: Record<SavedView['page'], string> = {
  pipelines: paths.pipelines(),
  executions: paths.executions(),
  plugins: paths.plugins(),
}

function viewEntry(view: SavedView, go: (to: string) => () => void): PaletteEntry {
  return {
    key: `view ${view.id}`,
    label: view.name,
    hint: view.page,
    words: `view ${view.page}`,
    icon: Bookmark,
    act: go(`${VIEW_PATHS[view.page]}?${view.query}`),
  }
}
