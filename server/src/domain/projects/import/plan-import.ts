import type { JsonObject } from '@flx/shared/json/json'

import { mergeClaims } from './claims.ts'
import { comparePipeline } from './jobs/compare-pipeline.ts'
import type { Compared, ImportPlan, Planned, ServerState } from './planned.ts'
import { comparePlugin } from './plugins/compare-plugin.ts'
import type { Represented, WantedPipeline, WantedPlugin } from './represented.ts'
import { stable } from './stable-json.ts'

/**
 * Plans what an import of a project does here. It sets what the project states; the rest stays. Edits made here since
 * the last import also stay, and are listed. Pure.
 */
export function planImport(project: Represented, server: ServerState): ImportPlan {
  const plugins = project.plugins.map((wanted) => comparePlugin(wanted, server, project))
  const filled = { plugins: plugins.map(({ wanted }) => wanted), unread: project.unread }
  const pipelines = project.pipelines.map((wanted) => comparePipeline(wanted, filled, server))
  return {
    plugins: plugins.map((compared) => plan(compared, server)),
    pipelines: pipelines.map((compared) => plan(compared, server)),
  }
}

function plan<Wanted extends WantedPlugin | WantedPipeline, Stored extends { id: string }, Fields>(
  { wanted, stored, fields, claims, keptPaths, reasons }: Compared<Wanted, Stored, Fields>,
  server: ServerState,
): Planned<Wanted, Stored, Fields> {
  const otherProject = stored === undefined ? undefined : server.otherProjects.get(stored.id)
  const origin = server.origins.get(wanted.key)
  const previous =
    stored !== undefined && origin !== undefined && origin.entityId === stored.id ? origin.claims : undefined
  const before = fields as unknown as JsonObject
  const merged = mergeClaims(before, claims, previous, server.hash, keptPaths)
  if (otherProject !== undefined)
    reasons.push(`"${wanted.name}" belongs to the project "${otherProject}". Rename one of them.`)
  return {
    wanted,
    stored,
    origin: origin ?? null,
    outcome:
      otherProject !== undefined
        ? 'left-out'
        : stored === undefined
          ? 'create'
          : stable(merged.next) === stable(before)
            ? 'unchanged'
            : 'change',
    next: otherProject === undefined ? asFields<Fields>(merged.next) : fields,
    overwritten: merged.editedHere ? asFields<Fields>(merged.overwritten) : null,
    edited: merged.edited,
    conflict: merged.conflict,
    claims: merged.claims,
    allClaims: merged.allClaims,
    reasons,
  }
}

/** Claims set only fields that the element has. */
const asFields = <Fields>(merged: JsonObject): Fields => merged as unknown as Fields
