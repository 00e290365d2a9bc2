import { ruleOf, type LiveData, type Topic } from '@flx/shared/live/live-topics'

import { alerts } from '../alerts.ts'
import { bulks } from '../executions/bulks.ts'
import { executions } from '../executions/executions.ts'
import { failures } from '../failures/failures.ts'
import { failureNotes } from '../failures/failure-notes.ts'
import { holds } from '../executions/holds.ts'
import { lineage } from '../lineage/lineage.ts'
import { pipelineCatalog } from '../pipelines/pipeline-catalog.ts'
import { pipelineState } from '../pipelines/pipeline-state.ts'
import { pipelines } from '../pipelines/pipelines.ts'
import { plugins } from '../plugins/plugins.ts'
import { projects } from '../projects/projects.ts'
import { runnersKey } from '../projects/runners-key.ts'
import { schedules } from '../schedules.ts'
import { nodesKey } from '../nodes/nodes-key.ts'
import { dashboardsKey } from '../dashboards-key.ts'
import { templateOfKey, templatesKey } from '../templates/templates-key.ts'
import { statistics } from '../statistics.ts'
import { openLineageKey } from '../lineage/open-lineage-key.ts'
import { storage } from '../storage.ts'

type Key = readonly unknown[]

/** The queries behind each entry of the live table. `id` is the one that the topic names. */
const KEYS: Record<LiveData, (id: string) => readonly Key[]> = {
  pipelines: () => [pipelines.all],
  pipeline: (id) => [
    pipelines.detail(id).queryKey,
    pipelines.statistics(id).queryKey,
    pipelines.effort(id).queryKey,
    pipelines.timeline(id).queryKey,
    pipelines.streams(id).queryKey,
    pipelineState.of(id),
    pipelineCatalog.of(id),
    templateOfKey(id),
  ],
  executions: () => [executions.all],
  executionLists: () => [executions.lists()],
  execution: (id) => [
    executions.detail(id).queryKey,
    executions.transform(id).queryKey,
    executions.comparisonsOf(id),
  ],
  waiting: () => [executions.waiting().queryKey, executions.details()],
  logMatches: (id) => [executions.logMatchesOf(id)],
  plugins: () => [plugins.all],
  statistics: () => [statistics.all, runnersKey],
  schedules: () => [schedules.all],
  alerts: () => [alerts.all],
  failures: () => [failures.all, executions.details()],
  failureNotes: () => [failureNotes.all],
  holds: () => [holds.all],
  storage: () => [storage.all],
  projects: () => [projects.all],
  templates: () => [templatesKey],
  dashboards: () => [dashboardsKey],
  lineage: () => [lineage.all],
  openLineage: () => [openLineageKey],
  nodes: () => [nodesKey],
  bulk: (id) => [bulks.report(id).queryKey, bulks.itemsOf(id)],
}

/**
 * Returns the queries that a topic keeps fresh. They are reloaded after a gap, and at intervals while the
 * socket is down.
 */
export function keysOf(topic: Topic): readonly Key[] {
  const { keys, id } = ruleOf(topic)
  return keys.flatMap((data) => KEYS[data](id))
}
