import { Hono } from 'hono'

import { AppError } from '../domain/core/errors.ts'
import { refuseUnstatedRoutes, requireSession } from './guards/access.ts'
import { determineClient, type HttpDependencies, type HttpEnvironment } from './core/environment.ts'
import { openapiRoutes } from './openapi/openapi.ts'
import { problemMapper } from './core/problem.ts'
import { takeTurns } from './guards/request-turns.ts'
import { stateBuild } from './guards/build.ts'
import { stateSequence } from './guards/sequence.ts'
import { limitBody, logRequests, requireJson, securityHeaders } from './guards/request-guards.ts'
import { auditRoutes } from './routes/access/audit.ts'
import { bulkRoutes } from './routes/bulk/bulk.ts'
import { alertRoutes } from './routes/alerts/alerts.ts'
import { causeNoteRoutes, failedExecutionRoutes, incidentNoteRoutes } from './routes/alerts/failure-notes.ts'
import { foreignRoutes } from './routes/lineage/foreign.ts'
import { lineageRoutes } from './routes/lineage/lineage.ts'
import { openLineageRoutes } from './routes/lineage/open-lineage.ts'
import { failureRoutes } from './routes/failures/failures.ts'
import { executionNoteRoutes } from './routes/executions/execution-notes.ts'
import { executionRoutes } from './routes/executions/executions.ts'
import { holdRoutes } from './routes/executions/holds.ts'
import { nodeRoutes } from './routes/nodes/nodes.ts'
import { hubRoutes } from './routes/plugins/hub.ts'
import { healthRoutes } from './routes/operations/health.ts'
import { openIdRoutes } from './routes/access/open-id.ts'
import { passwordLinkRoutes } from './routes/access/password-links.ts'
import { pipelineRoutes } from './routes/pipelines/pipelines.ts'
import { pluginRoutes } from './routes/plugins/plugins.ts'
import { pipelineTemplateRoutes, templateRoutes } from './routes/templates/templates.ts'
import { projectRoutes } from './routes/projects/projects.ts'
import { reportRoutes } from './routes/executions/reports.ts'
import { projectStateRoutes } from './routes/projects/project-states.ts'
import { retentionRoutes } from './routes/operations/retention.ts'
import { servedHubRoutes } from './routes/plugins/served-hub.ts'
import { environmentRoutes } from './routes/plugins/worker-environments.ts'
import { storageRoutes } from './routes/operations/storage.ts'
import { scheduleRoutes } from './routes/schedules/schedules.ts'
import { sampleRoutes } from './routes/pipelines/samples.ts'
import { sessionRoutes } from './routes/access/session.ts'
import { meltanoRoutes } from './routes/projects/meltano.ts'
import { metricsRoutes } from './routes/operations/metrics.ts'
import { meRoutes } from './routes/access/me.ts'
import { tokenRoutes } from './routes/access/tokens.ts'
import { userRoutes } from './routes/access/users.ts'
import { setupRoutes } from './routes/access/setup.ts'
import { dashboardRoutes } from './routes/dashboards/dashboards.ts'
import { statisticsRoutes } from './routes/figures/statistics.ts'
import { wallRoutes } from './routes/figures/wall.ts'
import { viewRoutes } from './routes/access/views.ts'
import { webPageRoutes } from './routes/operations/web-page.ts'
import { refuseOtherHosts, refuseOtherOrigins } from './guards/same-origin.ts'
import { refuseUnusablePath } from './guards/usable-request.ts'

/** Creates the HTTP app: guards, then the API, closed unless a route is open, then the page. */
export function createApp(dependencies: HttpDependencies) {
  const { auth, context, log, publicUrl, allowedHosts } = dependencies
  const guarded = new Hono<HttpEnvironment>()
  guarded.onError(problemMapper(log, dependencies))
  guarded.notFound((c) => {
    throw new AppError('not-found', `Unknown route: ${c.req.method} ${c.req.path}.`)
  })
  guarded.use(
    determineClient(dependencies.trustsProxy),
    logRequests(log, context.newId),
    securityHeaders,
    stateBuild(dependencies.webFiles),
    refuseOtherHosts(allowedHosts),
    refuseUnusablePath,
  )
  guarded.use(
    '/api/*',
    takeTurns(),
    limitBody,
    refuseOtherOrigins(publicUrl),
    requireSession(auth),
    requireJson,
  )
  guarded.use('/api/*', stateSequence(dependencies.position))
  const api = addRoutes(guarded, dependencies)
  const app = api
    .route('/api', openapiRoutes(api, dependencies.version))
    .route('/', healthRoutes(dependencies))
    .route('/', metricsRoutes(dependencies))
    .route(
      '/',
      webPageRoutes(dependencies, (request, bindings) => api.fetch(request, bindings)),
    )
  refuseUnstatedRoutes(app.routes)
  return api
}

/** Chained, because the type of the chain is the typed client of the page. */
function addRoutes(app: Hono<HttpEnvironment>, dependencies: HttpDependencies) {
  return app
    .route('/api/auth', sessionRoutes(dependencies))
    .route('/api/auth', passwordLinkRoutes(dependencies))
    .route('/api/auth/openid', openIdRoutes(dependencies))
    .route('/api/setup', setupRoutes(dependencies))
    .route('/api/pipelines', pipelineRoutes(dependencies))
    .route('/api/pipelines', pipelineTemplateRoutes(dependencies))
    .route('/api/templates', templateRoutes(dependencies))
    .route('/api/projects', projectRoutes(dependencies))
    .route('/api/executions', executionRoutes(dependencies))
    .route('/api/executions', reportRoutes(dependencies))
    .route('/api/executions', failedExecutionRoutes(dependencies))
    .route('/api/executions', executionNoteRoutes(dependencies))
    .route('/api/plugins', pluginRoutes(dependencies))
    .route('/api/hub', hubRoutes(dependencies))
    .route('/api/meltano', meltanoRoutes(dependencies))
    .route('/api/meltano/hub', servedHubRoutes(dependencies))
    .route('/api/meltano/states', projectStateRoutes(dependencies))
    .route('/api/samples', sampleRoutes(dependencies))
    .route('/api/statistics', statisticsRoutes(dependencies))
    .route('/api/wall', wallRoutes(dependencies))
    .route('/api/bulk', bulkRoutes(dependencies))
    .route('/api/views', viewRoutes(dependencies))
    .route('/api/dashboards', dashboardRoutes(dependencies))
    .route('/api/alerts', alertRoutes(dependencies))
    .route('/api/alerts/incidents', incidentNoteRoutes(dependencies))
    .route('/api/failures', failureRoutes(dependencies))
    .route('/api/failures', causeNoteRoutes(dependencies))
    .route('/api/lineage', lineageRoutes(dependencies))
    .route('/api/openlineage', openLineageRoutes(dependencies))
    .route('/api/openlineage', foreignRoutes(dependencies))
    .route('/api/schedules', scheduleRoutes(dependencies))
    .route('/api/holds', holdRoutes(dependencies))
    .route('/api/nodes', nodeRoutes(dependencies))
    .route('/api/users', userRoutes(dependencies))
    .route('/api/me', meRoutes(dependencies))
    .route('/api/tokens', tokenRoutes(dependencies))
    .route('/api/audit', auditRoutes(dependencies))
    .route('/api/retention', retentionRoutes(dependencies))
    .route('/api/storage', storageRoutes(dependencies))
    .route('/api/environments', environmentRoutes(dependencies))
}

export type { Contract } from './guards/access.ts'

/** Type for the typed client: `hc<AppType>(…)`. Import it as a type only. */
export type AppType = ReturnType<typeof addRoutes>
