import { totalsOf, type ListedExecution } from '@flx/shared/executions/execution'
import type { List } from '@flx/shared/core/list'
import type { ExecutionChange } from '@flx/shared/live/live'
import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import type { Plugin, PluginType, SettingDefinition } from '@flx/shared/plugins/plugin'
import type { InfiniteData } from '@tanstack/react-query'

const AT = '2026-11-23T10:00:00Z'

export function execution(values: Partial<ListedExecution> = {}): ListedExecution {
  return {
    id: 'e1',
    pipelineId: 'p1',
    pipelineName: 'orders',
    status: 'pending',
    trigger: 'manual',
    triggeredBy: 'Ada',
    fullRefresh: false,
    priority: 'normal',
    attempt: 1,
    retryOf: null,
    firstExecutionId: null,
    queuedAt: AT,
    startedAt: null,
    finishedAt: null,
    durationSeconds: null,
    ...totalsOf([]),
    shortfall: null,
    outcome: null,
    errorMessage: null,
    cancelRequestedAt: null,
    forceRequestedAt: null,
    notes: 0,
    waitingFor: null,
    waitingDetails: null,
    queuePosition: null,
    notBefore: null,
    retriedBy: null,
    ...values,
  }
}

export function change(values: Partial<ExecutionChange> = {}): ExecutionChange {
  return { ...execution(values), streams: [], steps: [], ...values }
}

export function pipeline(values: Partial<PipelineSummary> = {}): PipelineSummary {
  return {
    id: 'p1',
    name: 'orders',
    description: '',
    type: 'el',
    extractor: 'tap-csv',
    loader: 'target-jsonl',
    mappers: [],
    transform: '',
    schedule: '',
    timezone: 'UTC',
    isActive: true,
    tags: [],
    owner: '',
    freshnessTargetSeconds: null,
    successObjective: null,
    freshnessObjective: null,
    objectiveDays: 28,
    template: null,
    loadedAt: null,
    staleAt: null,
    successRate: null,
    p95Seconds: null,
    lastExecution: null,
    recentExecutions: [],
    createdAt: AT,
    updatedAt: AT,
    archivedAt: null,
    nextDueAt: null,
    version: 1,
    ...values,
  }
}

/** Makes an installed plugin. */
export const plugin = (
  name: string,
  type: PluginType,
  settingDefinitions: SettingDefinition[] = [],
  values: Partial<Plugin> = {},
): Plugin => ({
  id: name,
  name,
  type,
  variant: '',
  version: '',
  label: name,
  description: '',
  docs: '',
  pipUrl: null,
  command: null,
  executable: null,
  mode: null,
  capabilities: [],
  settingDefinitions,
  settingGroups: [],
  settings: {},
  env: {},
  python: null,
  inheritFrom: null,
  maxConcurrent: null,
  bundled: true,
  installed: true,
  installedAt: null,
  installStatus: 'installed',
  installError: null,
  installRemedy: null,
  newestVersion: null,
  usedBy: [],
  usedByCount: 0,
  revision: 1,
  createdAt: '',
  updatedAt: '',
  ...values,
})

/** Makes a list as the query cache holds it, with one page. */
export function pages<T>(items: T[]): InfiniteData<List<T>, string> {
  return { pages: [{ items, nextCursor: null }], pageParams: [''] }
}
