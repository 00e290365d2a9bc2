import type { AuditEntry } from '@flx/shared/access/audit'
import type { LikelyTrigger, TriggerKind } from '@flx/shared/failures/likely-trigger'
import type { CatalogChange } from '@flx/shared/catalog/pipeline-catalog'

/** The records of the time before the first failure. */
export interface TriggerFacts {
  /** The end of the first failed execution since the cause opened. */
  firstFailureAt: string
  plugin: { id: string; name: string } | null
  /** The plugin's version in the last success before, and in the first failure. */
  versions: { before: string; after: string } | null
  /** Edits of the plugin and of the affected pipelines. */
  edits: AuditEntry[]
  schemas: { pipelineId: string; pipelineName: string; at: string; change: CatalogChange }[]
  starts: string[]
  /** Whether the packages of the previous installation are kept. */
  canRollBack: boolean
}

/** The period before the first failure in which changes are considered. */
export const LOOKBACK_MS = 48 * 3_600_000
const MAX_TRIGGERS = 3
const MAX_CHANGES = 5
const HOUR_MS = 3_600_000
/** A restart explains failures right after it, not hours later. */
const RESTART_WINDOW_MS = 15 * 60_000

/** The weight of each kind at the moment of the change; it decreases with every hour. */
const WEIGHTS: Record<TriggerKind, number> = {
  'plugin-version': 100,
  schema: 80,
  'pipeline-edit': 70,
  'plugin-edit': 60,
  'server-start': 40,
}

/** Fields of a pipeline that do not affect what an execution does. */
const HARMLESS = /^(?:name|description|tags|owner|freshness\w*|\w*[oO]bjective\w*|priority)(?:$|\.)/

/** Lists the changes that might have set off a failure, likeliest first. */
export function likelyTriggers(facts: TriggerFacts): LikelyTrigger[] {
  const { firstFailureAt } = facts
  return [...edits(facts), ...schemas(facts), ...starts(facts)]
    .map((trigger) => ({
      ...trigger,
      secondsBefore: Math.round((Date.parse(firstFailureAt) - Date.parse(trigger.at)) / 1000),
    }))
    .filter(({ secondsBefore }) => secondsBefore >= 0 && secondsBefore * 1000 <= LOOKBACK_MS)
    .sort((a, b) => scoreOf(b) - scoreOf(a) || a.secondsBefore - b.secondsBefore)
    .slice(0, MAX_TRIGGERS)
}

const scoreOf = ({ kind, secondsBefore, fromVersion }: LikelyTrigger): number =>
  WEIGHTS[kind] + (fromVersion === null ? 0 : 50) - (secondsBefore * 1000 * 2) / HOUR_MS

type FoundTrigger = Omit<LikelyTrigger, 'secondsBefore'>

const NO_DETAILS: Omit<FoundTrigger, 'kind' | 'at'> = {
  by: null,
  subject: null,
  fromVersion: null,
  toVersion: null,
  changes: [],
  schema: null,
  auditId: null,
  revertAction: null,
}

/** Picks the edits that change what an execution does. */
function edits({ edits: entries, versions, canRollBack }: TriggerFacts): FoundTrigger[] {
  const found: FoundTrigger[] = []
  for (const entry of entries) {
    const { at, actorName: by, entityId: id, entityName: name, action, changes, id: auditId } = entry
    const details = { ...NO_DETAILS, at, by, subject: { id, name }, auditId }
    const isInstallation = action === 'upgrade' || action === 'install' || action === 'roll-back'
    if (entry.entityType === 'plugin' && isInstallation) {
      found.push({
        ...details,
        kind: 'plugin-version',
        fromVersion: versions?.before ?? null,
        toVersion: versions?.after ?? null,
        revertAction: canRollBack && action !== 'roll-back' ? 'roll-back' : null,
      })
      continue
    }
    const relevant = changes.filter(({ path }) => !HARMLESS.test(path))
    if (relevant.length === 0 || action === 'create') continue
    const kind = entry.entityType === 'plugin' ? 'plugin-edit' : 'pipeline-edit'
    const isUndoable = kind === 'pipeline-edit' && canUndo(entry)
    found.push({
      ...details,
      kind,
      changes: relevant.slice(0, MAX_CHANGES),
      revertAction: isUndoable ? 'undo-edit' : null,
    })
  }
  return found
}

/** Whether an edit can be undone: the entry holds every previous value, none of them secret or cut. */
export const canUndo = ({ entityType, action, changes }: AuditEntry): boolean =>
  entityType === 'pipeline' &&
  action === 'update' &&
  changes.length > 0 &&
  changes.every(
    ({ path, secret, before, after }) => secret !== true && path !== '…' && !wasCut(before) && !wasCut(after),
  )

const wasCut = (value: unknown): boolean =>
  typeof value === 'string' && /… \([\d,]+ characters\)$/.test(value)

const schemas = ({ schemas: changes }: TriggerFacts): FoundTrigger[] =>
  changes.map(({ pipelineId, pipelineName, at, change }) => ({
    ...NO_DETAILS,
    kind: 'schema',
    at,
    subject: { id: pipelineId, name: pipelineName },
    schema: change,
  }))

const starts = ({ starts: times, firstFailureAt }: TriggerFacts): FoundTrigger[] =>
  times
    .filter((at) => Date.parse(firstFailureAt) - Date.parse(at) <= RESTART_WINDOW_MS)
    .map((at) => ({ ...NO_DETAILS, kind: 'server-start', at }))
