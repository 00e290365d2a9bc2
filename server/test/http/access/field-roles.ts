import type { Role } from '@flx/shared/access/role'

/** `session`: an administrator who is signed in; an API token of an administrator is not enough. */
export type Needed = 'open' | Role | 'session'

/**
 * The weakest role that can send each field of each request: `?name` in the query, `name` in the body, `list[].name`
 * inside. `name=value` gives a value of a closed list its own role. A field that is missing here fails the test: think
 * about what it reaches before you add it.
 */
export const FIELD_ROLES: Record<string, Partial<Record<Needed, string>>> = {
  'POST /api/auth/sign-in/email': { open: 'email password rememberMe' },
  'POST /api/auth/check-link': { open: 'secret' },
  'POST /api/auth/use-link': { open: 'secret password revokeTokens' },
  'GET /api/auth/openid/start': { open: '?next' },
  'GET /api/auth/openid/callback': { open: '?code ?state ?error' },
  'POST /api/setup': { open: 'name email password' },

  'GET /api/pipelines': {
    viewer:
      '?cursor ?limit ?status ?type ?lastStatus ?extractor ?loader ?tag ?owner ?freshness ?budget ?template ?createdFrom ?createdTo ?search ?sort ?trend ?objectives',
  },
  'GET /api/pipelines/flows': { viewer: '?cursor ?limit ?search ?sort' },
  'POST /api/pipelines': {
    editor:
      'name description extractor loader mappers transform config schedule timezone missedTicks retryAttempts retryDelaySeconds retryOn startWindowSeconds priority isActive tags timeoutSeconds silenceTimeoutSeconds catalogMaxAgeHours after owner freshnessTargetSeconds successObjective freshnessObjective objectiveDays',
    admin:
      'runner runner.kind runner.project runner.run runner.environment runner.executable runner.env runner.secretEnv requiredLabels',
  },
  'POST /api/pipelines/bulk': {
    operator:
      'action=activate action=deactivate action=execute ids filter filter.status filter.type filter.lastStatus filter.extractor filter.loader filter.tag filter.owner filter.freshness filter.budget filter.template filter.createdFrom filter.createdTo filter.search',
    editor: 'action=delete action=restore',
  },
  'GET /api/pipelines/export': {
    viewer:
      '?status ?type ?lastStatus ?extractor ?loader ?tag ?owner ?freshness ?budget ?template ?createdFrom ?createdTo ?search ?ids',
  },
  'GET /api/lineage/datasets': { viewer: '?cursor ?limit ?search ?kind ?source ?tag' },
  'GET /api/lineage/datasets/{id}/neighbourhood': { viewer: '?upstream ?downstream ?execution ?at' },
  'GET /api/lineage/pipelines/{id}/neighbourhood': { viewer: '?upstream ?downstream ?execution ?at' },
  'GET /api/lineage/datasets/{id}/reach': { viewer: '?direction' },
  'GET /api/lineage/pipelines/{id}/reach': { viewer: '?direction' },
  'GET /api/lineage/datasets/{id}/column': { viewer: '?column ?upstream ?downstream ?execution ?at' },
  'PUT /api/openlineage/connection': {
    admin: 'isActive transport url apiKey apiKey.$secret namespace fileMebibytes filesKept',
  },
  'POST /api/openlineage/connection/test': {
    admin: 'isActive transport url apiKey apiKey.$secret namespace fileMebibytes filesKept',
  },
  'GET /api/openlineage/events': { admin: '?cursor ?limit ?status' },
  'POST /api/openlineage': {
    operator:
      '[].dataset [].dataset.facets [].dataset.facets.columnLineage [].dataset.facets.columnLineage._deleted [].dataset.facets.columnLineage._producer [].dataset.facets.columnLineage._schemaURL [].dataset.facets.columnLineage.dataset [].dataset.facets.columnLineage.dataset[].field [].dataset.facets.columnLineage.dataset[].name [].dataset.facets.columnLineage.dataset[].namespace [].dataset.facets.columnLineage.dataset[].transformations [].dataset.facets.columnLineage.dataset[].transformations[].subtype [].dataset.facets.columnLineage.dataset[].transformations[].type [].dataset.facets.columnLineage.fields [].dataset.facets.datasetType [].dataset.facets.datasetType._deleted [].dataset.facets.datasetType._producer [].dataset.facets.datasetType._schemaURL [].dataset.facets.datasetType.datasetType [].dataset.facets.schema [].dataset.facets.schema._deleted [].dataset.facets.schema._producer [].dataset.facets.schema._schemaURL [].dataset.facets.schema.fields [].dataset.facets.schema.fields[].name [].dataset.facets.schema.fields[].type [].dataset.facets.symlinks [].dataset.facets.symlinks._deleted [].dataset.facets.symlinks._producer [].dataset.facets.symlinks._schemaURL [].dataset.facets.symlinks.identifiers [].dataset.facets.symlinks.identifiers[].name [].dataset.facets.symlinks.identifiers[].namespace [].dataset.facets.symlinks.identifiers[].type [].dataset.name [].dataset.namespace [].eventTime [].eventType [].inputs [].inputs[].facets [].inputs[].facets.columnLineage [].inputs[].facets.columnLineage._deleted [].inputs[].facets.columnLineage._producer [].inputs[].facets.columnLineage._schemaURL [].inputs[].facets.columnLineage.dataset [].inputs[].facets.columnLineage.dataset[].field [].inputs[].facets.columnLineage.dataset[].name [].inputs[].facets.columnLineage.dataset[].namespace [].inputs[].facets.columnLineage.dataset[].transformations [].inputs[].facets.columnLineage.dataset[].transformations[].subtype [].inputs[].facets.columnLineage.dataset[].transformations[].type [].inputs[].facets.columnLineage.fields [].inputs[].facets.datasetType [].inputs[].facets.datasetType._deleted [].inputs[].facets.datasetType._producer [].inputs[].facets.datasetType._schemaURL [].inputs[].facets.datasetType.datasetType [].inputs[].facets.schema [].inputs[].facets.schema._deleted [].inputs[].facets.schema._producer [].inputs[].facets.schema._schemaURL [].inputs[].facets.schema.fields [].inputs[].facets.schema.fields[].name [].inputs[].facets.schema.fields[].type [].inputs[].facets.symlinks [].inputs[].facets.symlinks._deleted [].inputs[].facets.symlinks._producer [].inputs[].facets.symlinks._schemaURL [].inputs[].facets.symlinks.identifiers [].inputs[].facets.symlinks.identifiers[].name [].inputs[].facets.symlinks.identifiers[].namespace [].inputs[].facets.symlinks.identifiers[].type [].inputs[].name [].inputs[].namespace [].job [].job.facets [].job.facets.jobType [].job.facets.jobType._deleted [].job.facets.jobType._producer [].job.facets.jobType._schemaURL [].job.facets.jobType.integration [].job.name [].job.namespace [].outputs [].outputs[].facets [].outputs[].facets.columnLineage [].outputs[].facets.columnLineage._deleted [].outputs[].facets.columnLineage._producer [].outputs[].facets.columnLineage._schemaURL [].outputs[].facets.columnLineage.dataset [].outputs[].facets.columnLineage.dataset[].field [].outputs[].facets.columnLineage.dataset[].name [].outputs[].facets.columnLineage.dataset[].namespace [].outputs[].facets.columnLineage.dataset[].transformations [].outputs[].facets.columnLineage.dataset[].transformations[].subtype [].outputs[].facets.columnLineage.dataset[].transformations[].type [].outputs[].facets.columnLineage.fields [].outputs[].facets.datasetType [].outputs[].facets.datasetType._deleted [].outputs[].facets.datasetType._producer [].outputs[].facets.datasetType._schemaURL [].outputs[].facets.datasetType.datasetType [].outputs[].facets.schema [].outputs[].facets.schema._deleted [].outputs[].facets.schema._producer [].outputs[].facets.schema._schemaURL [].outputs[].facets.schema.fields [].outputs[].facets.schema.fields[].name [].outputs[].facets.schema.fields[].type [].outputs[].facets.symlinks [].outputs[].facets.symlinks._deleted [].outputs[].facets.symlinks._producer [].outputs[].facets.symlinks._schemaURL [].outputs[].facets.symlinks.identifiers [].outputs[].facets.symlinks.identifiers[].name [].outputs[].facets.symlinks.identifiers[].namespace [].outputs[].facets.symlinks.identifiers[].type [].outputs[].name [].outputs[].namespace [].producer [].run [].run.facets [].run.facets.errorMessage [].run.facets.errorMessage._deleted [].run.facets.errorMessage._producer [].run.facets.errorMessage._schemaURL [].run.facets.errorMessage.message [].run.facets.parent [].run.facets.parent._deleted [].run.facets.parent._producer [].run.facets.parent._schemaURL [].run.facets.parent.job [].run.facets.parent.job.name [].run.facets.parent.job.namespace [].run.runId [].schemaURL',
  },
  'GET /api/openlineage/jobs': { viewer: '?cursor ?limit ?search' },
  'GET /api/meltano/export': {
    editor:
      '?status ?type ?lastStatus ?extractor ?loader ?tag ?owner ?freshness ?budget ?template ?createdFrom ?createdTo ?search ?ids ?environment ?allPlugins',
  },
  'GET /api/meltano/runners': { viewer: '?meltano ?builtIn' },
  'POST /api/meltano/states/find': {
    admin:
      'backend backend.kind backend.path backend.url backend.bucket backend.prefix backend.endpoint backend.region backend.accessKeyId backend.secretAccessKey environment',
  },
  'POST /api/meltano/states/compare': {
    admin:
      'backend backend.kind backend.path backend.url backend.bucket backend.prefix backend.endpoint backend.region backend.accessKeyId backend.secretAccessKey stateId pipelineId',
  },
  'POST /api/meltano/states/import': {
    admin:
      'backend backend.kind backend.path backend.url backend.bucket backend.prefix backend.endpoint backend.region backend.accessKeyId backend.secretAccessKey states states[].stateId states[].fingerprint states[].pipelineId states[].version',
  },
  'POST /api/meltano/states/write': {
    admin:
      'backend backend.kind backend.path backend.url backend.bucket backend.prefix backend.endpoint backend.region backend.accessKeyId backend.secretAccessKey states states[].pipelineId states[].stateId states[].fingerprint',
  },
  // A template never names the runner of a pipeline: its fields reach what an editor's pipeline reaches.
  'POST /api/templates': {
    editor:
      'name description naming parameters parameters[].name parameters[].kind parameters[].default parameters[].help parameters[].required parameters[].pattern parameters[].options body body.description body.extractor body.loader body.mappers body.transform body.config body.schedule body.timezone body.missedTicks body.retryAttempts body.retryDelaySeconds body.retryOn body.startWindowSeconds body.priority body.isActive body.tags body.timeoutSeconds body.silenceTimeoutSeconds body.catalogMaxAgeHours body.owner body.freshnessTargetSeconds body.successObjective body.freshnessObjective body.objectiveDays locked',
    admin: 'body.requiredLabels',
  },
  'PUT /api/templates/{id}': {
    editor:
      'version name description naming parameters parameters[].name parameters[].kind parameters[].default parameters[].help parameters[].required parameters[].pattern parameters[].options body body.description body.extractor body.loader body.mappers body.transform body.config body.schedule body.timezone body.missedTicks body.retryAttempts body.retryDelaySeconds body.retryOn body.startWindowSeconds body.priority body.isActive body.tags body.timeoutSeconds body.silenceTimeoutSeconds body.catalogMaxAgeHours body.owner body.freshnessTargetSeconds body.successObjective body.freshnessObjective body.objectiveDays locked',
    admin: 'body.requiredLabels',
  },
  'GET /api/templates/draft': { editor: '?pipelineId' },
  'GET /api/templates/export': { viewer: '?ids' },
  'POST /api/templates/{id}/check': { editor: 'rows preview' },
  'POST /api/templates/{id}/pipelines': { editor: 'rows onlyValid isActive' },
  'POST /api/templates/{id}/update': { editor: 'ids' },
  'PATCH /api/pipelines/{id}/template': { editor: 'unlocked values update' },
  'POST /api/pipelines/import': { editor: 'yaml dryRun' },
  'POST /api/projects/write-back': { editor: 'fingerprint' },
  'POST /api/projects/{id}/undo': { editor: 'importedAt' },
  'POST /api/projects/preview': {
    editor: 'files files[].path files[].text name environment timezone variables',
    admin: 'throughMeltano throughMeltano.jobs throughMeltano.folder',
  },
  'POST /api/projects/apply': {
    editor: 'files files[].path files[].text name environment timezone variables fingerprint skip overwrite',
    admin: 'throughMeltano throughMeltano.jobs throughMeltano.folder',
  },
  'PUT /api/nodes/limit': { admin: 'limit' },
  'PATCH /api/pipelines/{id}': {
    operator: 'version isActive',
    editor:
      'name description extractor loader mappers transform config schedule timezone missedTicks retryAttempts retryDelaySeconds retryOn startWindowSeconds priority tags timeoutSeconds silenceTimeoutSeconds catalogMaxAgeHours after owner freshnessTargetSeconds successObjective freshnessObjective objectiveDays',
    admin:
      'runner runner.kind runner.project runner.run runner.environment runner.executable runner.env runner.secretEnv requiredLabels',
  },
  'POST /api/pipelines/{id}/execute': {
    operator: 'fullRefresh streams limitRecords priority',
    editor: 'config',
  },
  'GET /api/pipelines/{id}/effort': { viewer: '?limit' },
  'GET /api/pipelines/{id}/usual-ranges': { viewer: '?limit' },
  'GET /api/pipelines/{id}/statistics': { viewer: '?from ?to ?timezone' },
  'GET /api/pipelines/{id}/timeline': { viewer: '?cursor ?limit' },
  'POST /api/plugins/{id}/invoke': { editor: 'option' },
  'POST /api/plugins/{id}/try': { editor: 'settings pipelineId', admin: 'requiredLabels' },
  'POST /api/pipelines/{id}/preview': {
    editor: 'streams records draft draft.extractor draft.mappers draft.config',
    admin: 'draft.requiredLabels',
  },
  'POST /api/pipelines/preview': {
    editor: 'streams records draft draft.extractor draft.mappers draft.config',
    admin: 'draft.requiredLabels',
  },
  'PUT /api/pipelines/{id}/state': { editor: 'value text version' },
  'PATCH /api/pipelines/{id}/state': { editor: 'bookmarks reset from version' },
  'DELETE /api/pipelines/{id}/state': { editor: '?version' },
  'GET /api/pipelines/{id}/state/versions': { viewer: '?cursor ?limit' },
  'GET /api/pipelines/{id}/state/changes': { viewer: '?from ?to' },
  'POST /api/pipelines/{id}/state/restore': { editor: 'restoreVersion version' },
  'POST /api/pipelines/{id}/state/copy': { editor: 'pipelineId version' },
  'POST /api/pipelines/{id}/state/import': { editor: 'text stateId version' },
  'PUT /api/pipelines/{id}/streams': { editor: 'version select metadata schema' },
  'POST /api/pipelines/{id}/catalog': { editor: 'revision catalog' },
  'POST /api/pipelines/{id}/catalog/accept': { editor: 'revision version' },
  'PUT /api/pipelines/{id}/catalog/pin': { editor: 'revision version' },
  'DELETE /api/pipelines/{id}/catalog/pin': { editor: '?revision' },

  'GET /api/executions': {
    viewer: '?cursor ?limit ?status ?pipelineId ?trigger ?fullRefresh ?shortfall ?from ?to ?search ?sort',
  },
  'POST /api/executions/bulk': {
    operator:
      'action ids filter filter.status filter.pipelineId filter.trigger filter.fullRefresh filter.shortfall filter.from filter.to filter.search',
  },
  'GET /api/executions/calendar': {
    viewer: '?status ?pipelineId ?trigger ?fullRefresh ?shortfall ?search ?timezone ?period',
  },
  'GET /api/executions/log-lines': {
    viewer:
      '?text ?level ?cursor ?limit ?status ?pipelineId ?trigger ?fullRefresh ?shortfall ?from ?to ?search',
  },
  'POST /api/executions/{id}/cancel': { operator: 'force' },
  'PUT /api/executions/{id}/priority': { operator: 'priority' },
  'POST /api/executions/{id}/retry': { operator: 'from' },
  'POST /api/executions/reports': { operator: 'id key pipelineId startedAt host continues command' },
  'POST /api/executions/{id}/report/lines': { operator: 'key first lines lines[].at lines[].text' },
  'POST /api/executions/{id}/report/end': {
    operator: 'key finishedAt exitCode signal startError cancelled',
    editor: 'state',
  },
  'POST /api/executions/{id}/rows': { operator: 'stream' },
  'GET /api/executions/{id}/compare': { viewer: '?baseline' },
  'GET /api/executions/{id}/log': { viewer: '?after ?before ?limit ?search ?level ?source' },
  'POST /api/executions/{id}/acknowledge': { operator: 'comment' },
  'POST /api/executions/{id}/notes': { operator: 'body' },
  'PATCH /api/executions/{id}/notes/{noteId}': { operator: 'body' },
  'POST /api/executions/{id}/comments': { operator: 'body' },

  'GET /api/failures': {
    viewer: '?cursor ?limit ?state ?from ?plugin ?tag ?assignee ?search ?sort',
  },
  'GET /api/failures/summary': { viewer: '?from' },
  'GET /api/failures/{id}/pipelines': { viewer: '?cursor ?limit' },
  'PUT /api/failures/{id}/assignee': { operator: 'userId' },
  'POST /api/failures/{id}/acknowledge': { operator: 'comment' },
  'POST /api/failures/{id}/comments': { operator: 'body' },

  'GET /api/plugins': { viewer: '?cursor ?limit ?type ?installed ?installedFrom ?installedTo ?search ?sort' },
  'POST /api/plugins': {
    editor:
      'name type variant version label description docs pipUrl command executable mode capabilities settingDefinitions settingDefinitions[].name settingDefinitions[].aliases settingDefinitions[].label settingDefinitions[].kind settingDefinitions[].value settingDefinitions[].placeholder settingDefinitions[].description settingDefinitions[].documentation settingDefinitions[].env settingDefinitions[].options settingDefinitions[].options[].label settingDefinitions[].options[].value settingDefinitions[].sensitive settingDefinitions[].hidden settingDefinitions[].required settingDefinitions[].origin settingGroups settings env python inheritFrom maxConcurrent',
  },
  'POST /api/plugins/bulk': {
    editor:
      'action ids filter filter.type filter.installed filter.installedFrom filter.installedTo filter.search',
  },
  'PATCH /api/plugins/{id}': {
    editor:
      'revision variant version label description docs pipUrl command executable mode capabilities settingDefinitions settingDefinitions[].name settingDefinitions[].aliases settingDefinitions[].label settingDefinitions[].kind settingDefinitions[].value settingDefinitions[].placeholder settingDefinitions[].description settingDefinitions[].documentation settingDefinitions[].env settingDefinitions[].options settingDefinitions[].options[].label settingDefinitions[].options[].value settingDefinitions[].sensitive settingDefinitions[].hidden settingDefinitions[].required settingDefinitions[].origin settingGroups settings env python maxConcurrent',
  },
  'POST /api/plugins/{id}/test': { editor: '?write' },
  'POST /api/plugins/{id}/uninstall': { editor: '?force' },
  'POST /api/plugins/{id}/upgrade': { editor: 'version' },
  'POST /api/plugins/{id}/remedy': { editor: 'revision python' },
  'POST /api/plugins/{id}/variant': { editor: 'revision variant dropInvalid' },
  'GET /api/plugins/{id}/output': { editor: '?after ?limit' },
  'GET /api/plugins/{id}/workers/{node}/output': { editor: '?after ?limit' },
  'GET /api/hub': { viewer: '?cursor ?limit ?type ?search ?refresh=false', editor: '?refresh=true' },
  'GET /api/statistics': { viewer: '?from ?to ?timezone' },
  'GET /api/wall': { viewer: '?since' },
  'GET /api/bulk/{id}': { viewer: '?cursor ?limit ?outcome' },

  'POST /api/dashboards': {
    viewer:
      'name sharing=private widgets widgets[].id widgets[].kind widgets[].width widgets[].height widgets[].window widgets[].pipelineId widgets[].tag widgets[].text',
    operator: 'sharing=read sharing=edit',
  },
  'PATCH /api/dashboards/{id}': {
    viewer:
      'version name sharing=private widgets widgets[].id widgets[].kind widgets[].width widgets[].height widgets[].window widgets[].pipelineId widgets[].tag widgets[].text',
    operator: 'sharing=read sharing=edit',
  },
  'GET /api/statistics/tagged': { viewer: '?tag ?from ?to ?timezone ?percentiles' },
  'GET /api/views': { viewer: '?page' },
  'POST /api/views': { viewer: 'page name query shared=false', operator: 'shared=true' },
  'PATCH /api/views/{id}': { viewer: 'name query shared=false', operator: 'shared=true' },

  'POST /api/alerts/rules': {
    admin:
      'name condition threshold burnWindows burnWindows[].hours burnWindows[].rate pipelineIds tags channelIds isActive mutedUntil notifyRecovery',
  },
  'PATCH /api/alerts/rules/{id}': {
    admin:
      'name condition threshold burnWindows burnWindows[].hours burnWindows[].rate pipelineIds tags channelIds isActive mutedUntil notifyRecovery',
  },
  'POST /api/alerts/rules/{id}/mute': { operator: 'until' },
  'POST /api/alerts/channels': {
    admin:
      'name settings settings.kind settings.url settings.url.$secret settings.secret settings.secret.$secret settings.host settings.port settings.secure settings.user settings.password settings.password.$secret settings.from settings.to',
  },
  'PATCH /api/alerts/channels/{id}': {
    admin:
      'name settings settings.kind settings.url settings.url.$secret settings.secret settings.secret.$secret settings.host settings.port settings.secure settings.user settings.password settings.password.$secret settings.from settings.to',
  },
  'GET /api/alerts/incidents': { viewer: '?cursor ?limit ?state ?pipelineId' },
  'GET /api/alerts/deliveries': { admin: '?cursor ?limit ?status ?channelId' },
  'POST /api/alerts/incidents/{id}/acknowledge': { operator: 'comment' },
  'POST /api/alerts/incidents/{id}/comments': { operator: 'body' },

  'GET /api/schedules': { viewer: '?cursor ?limit ?search ?state ?pipelineId' },
  'GET /api/schedules/preview': { viewer: '?cron ?timezone ?count ?from' },
  'GET /api/schedules/upcoming': { viewer: '?from ?to' },
  'POST /api/holds': { operator: 'plugin reason until' },

  'POST /api/users': {
    admin: 'name email password role=viewer role=operator role=editor',
    session: 'role=admin',
  },
  'POST /api/users/invite': {
    admin: 'name email role=viewer role=operator role=editor',
    session: 'role=admin',
  },
  'PATCH /api/users/{id}': {
    admin: 'name role=viewer role=operator role=editor isDisabled password revokeAccess',
    session: 'role=admin',
  },
  'POST /api/users/{id}/link': { admin: 'revokeAccess' },
  'PATCH /api/me': { viewer: 'name' },
  'POST /api/me/password': { viewer: 'currentPassword newPassword revokeTokens' },
  'POST /api/tokens': {
    viewer: 'name role=viewer expiresAt',
    operator: 'role=operator',
    editor: 'role=editor',
    admin: 'role=admin',
  },
  'GET /api/audit': { admin: '?cursor ?limit ?entityType ?entityId ?actor ?action ?from ?to ?search' },
  'PUT /api/retention': {
    admin:
      'executionDays executionsPerPipeline logDays alertDays tickDays auditDays eventDays hour warnFreeGigabytes',
  },
  'POST /api/retention/preview': {
    admin:
      'executionDays executionsPerPipeline logDays alertDays tickDays auditDays eventDays hour warnFreeGigabytes',
  },
}
