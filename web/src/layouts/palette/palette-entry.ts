import type { SavedView } from '@flx/shared/access/view'
import type { ExecutionSummary } from '@flx/shared/executions/execution'
import type { FailureCause } from '@flx/shared/failures/failure-cause'
import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import { Bookmark, CircleAlert, Play, Workflow, type LucideIcon } from 'lucide-react'
import type { NavigateFunction } from 'react-router'

import { EXECUTE_REQUEST } from '#web/lib/execute-request.ts'
import { formatRelative } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'

import { paletteWords } from '../words.ts'

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

/** Creates the act of an entry that opens a page. */
export type Go = (to: string) => () => void

export function pipelineEntry(pipeline: PipelineSummary, go: Go): PaletteEntry {
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
export function executeEntry({ id, name }: PipelineSummary, navigate: NavigateFunction): PaletteEntry {
  return {
    key: `execute ${id}`,
    label: paletteWords.execute(name),
    icon: Play,
    act: () => void navigate(paths.pipeline(id), { state: EXECUTE_REQUEST }),
  }
}

export function executionEntry(execution: ExecutionSummary, go: Go): PaletteEntry {
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

export function causeEntry(cause: FailureCause, go: Go): PaletteEntry {
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

export function viewEntry(view: SavedView, go: Go): PaletteEntry {
  return {
    key: `view ${view.id}`,
    label: view.name,
    hint: view.page,
    words: paletteWords.also.view(view.page),
    icon: Bookmark,
    act: go(`${VIEW_PATHS[view.page]}?${view.query}`),
  }
}
