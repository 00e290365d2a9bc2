import * as alert from '@flx/shared/alert'
import * as audit from '@flx/shared/access/audit'
import * as bulk from '@flx/shared/bulk'
import * as catalogDiff from '@flx/shared/catalog/catalog-diff-schema'
import * as compactCatalog from '@flx/shared/catalog/compact-schema'
import * as pipelineCatalog from '@flx/shared/catalog/pipeline-catalog'
import * as execution from '@flx/shared/executions/execution'
import * as executionCalendar from '@flx/shared/executions/execution-calendar'
import * as executionComparison from '@flx/shared/executions/execution-comparison'
import * as failureCause from '@flx/shared/failures/failure-cause'
import * as likelyTrigger from '@flx/shared/failures/likely-trigger'
import * as foreign from '@flx/shared/lineage/foreign'
import * as hold from '@flx/shared/executions/hold'
import * as report from '@flx/shared/executions/report'
import * as hub from '@flx/shared/plugins/hub'
import * as json from '@flx/shared/json/json'
import * as meltanoExport from '@flx/shared/projects/meltano-export'
import * as passwordLink from '@flx/shared/access/password-link'
import * as pipeline from '@flx/shared/pipelines/pipeline'
import * as pipelineBody from '@flx/shared/pipelines/pipeline-body'
import * as pipelineDocument from '@flx/shared/pipelines/pipeline-document'
import * as plugin from '@flx/shared/plugins/plugin'
import * as pluginActions from '@flx/shared/plugins/plugin-actions'
import * as problem from '@flx/shared/core/problem'
import * as retention from '@flx/shared/operations/retention'
import * as schedule from '@flx/shared/pipelines/schedule'
import * as servedHub from '@flx/shared/plugins/served-hub'
import * as setup from '@flx/shared/access/setup'
import * as state from '@flx/shared/executions/state/state'
import * as stateBackend from '@flx/shared/projects/state-backend'
import * as statistics from '@flx/shared/operations/statistics'
import * as storage from '@flx/shared/operations/storage'
import * as template from '@flx/shared/templates/template'
import * as templatePipelines from '@flx/shared/templates/template-pipelines'
import * as token from '@flx/shared/access/token'
import * as waiting from '@flx/shared/executions/waiting'
import * as user from '@flx/shared/access/user'
import * as view from '@flx/shared/access/view'
import * as z from 'zod'

const CONTRACT = [
  alert,
  audit,
  bulk,
  catalogDiff,
  compactCatalog,
  pipelineCatalog,
  execution,
  executionCalendar,
  executionComparison,
  failureCause,
  likelyTrigger,
  foreign,
  hold,
  report,
  hub,
  json,
  meltanoExport,
  passwordLink,
  pipeline,
  pipelineBody,
  pipelineDocument,
  plugin,
  pluginActions,
  problem,
  retention,
  schedule,
  servedHub,
  setup,
  state,
  stateBackend,
  statistics,
  storage,
  template,
  templatePipelines,
  token,
  user,
  view,
  waiting,
] as const

/**
 * Names of the schemas in the API document: `pipelineSchema` becomes Pipeline. A schema whose input and
 * output differ has two names.
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

const REQUEST_ONLY = /(Create|Patch|Options|Bulk|Change|Setup|SignIn|Password)$/

/** An answer can contain these schemas too, with defaults filled in. */
export const answerNames = namesOf((name) => (REQUEST_ONLY.test(name) ? `${name}Output` : name))
export const bodyNames = namesOf((name) =>
  REQUEST_ONLY.test(name) || name.startsWith('Json') ? name : `${name}Input`,
)
