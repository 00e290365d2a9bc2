import * as alert from '@flx/shared/alert'
import * as audit from '@flx/shared/audit'
import * as bulk from '@flx/shared/bulk'
import * as execution from '@flx/shared/execution'
import * as executionCalendar from '@flx/shared/execution-calendar'
import * as executionComparison from '@flx/shared/execution-comparison'
import * as hold from '@flx/shared/hold'
import * as hub from '@flx/shared/hub'
import * as json from '@flx/shared/json'
import * as passwordLink from '@flx/shared/password-link'
import * as pipeline from '@flx/shared/pipeline'
import * as pipelineDocument from '@flx/shared/pipeline-document'
import * as plugin from '@flx/shared/plugin'
import * as pluginActions from '@flx/shared/plugin-actions'
import * as problem from '@flx/shared/problem'
import * as retention from '@flx/shared/retention'
import * as schedule from '@flx/shared/schedule'
import * as setup from '@flx/shared/setup'
import * as state from '@flx/shared/state'
import * as statistics from '@flx/shared/statistics'
import * as storage from '@flx/shared/storage'
import * as token from '@flx/shared/token'
import * as user from '@flx/shared/user'
import * as view from '@flx/shared/view'
import * as z from 'zod'

const CONTRACT = [
  alert,
  audit,
  bulk,
  execution,
  executionCalendar,
  executionComparison,
  hold,
  hub,
  json,
  passwordLink,
  pipeline,
  pipelineDocument,
  plugin,
  pluginActions,
  problem,
  retention,
  schedule,
  setup,
  state,
  statistics,
  storage,
  token,
  user,
  view,
] as const

export type Names = ReturnType<typeof namesOf>

/**
 * What the schemas are called in the API document: `pipelineSchema` is Pipeline. A schema that reads otherwise when it
 * is sent than when it is received has two names.
 */
function namesOf(nameOf: (name: string) => string) {
  const names = z.registry<{ id: string }>()
  for (const file of CONTRACT) {
    for (const [exported, schema] of Object.entries<unknown>(file)) {
      if (!(schema instanceof z.ZodType) || !/(?<!Query)Schema$/.test(exported)) continue
      const name = exported.replace(/Schema$/, '')
      names.add(schema, { id: nameOf(`${name.charAt(0).toUpperCase()}${name.slice(1)}`) })
    }
  }
  return names
}

const ONLY_SENT = /(Create|Patch|Options|Bulk|Change|Setup|SignIn|Password)$/

/** An answer may hold one of those as well, with its defaults filled in. */
export const answerNames = namesOf((name) => (ONLY_SENT.test(name) ? `${name}Output` : name))
export const bodyNames = namesOf((name) =>
  ONLY_SENT.test(name) || name.startsWith('Json') ? name : `${name}Input`,
)
