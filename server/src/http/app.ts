import { Hono } from 'hono'

import { AppError } from '../domain/errors.ts'
import { refuseUnstatedRoutes, requireSession } from './access.ts'
import type { HttpDependencies, HttpEnvironment } from './environment.ts'
import { openapiRoutes } from './openapi.ts'
import { problemMapper } from './problem.ts'
import { limitBody, logRequests, requireJson, securityHeaders } from './request-guards.ts'
import { auditRoutes } from './routes/audit.ts'
import { bulkRoutes } from './routes/bulk.ts'
import { alertRoutes } from './routes/alerts.ts'
import { executionNoteRoutes, incidentNoteRoutes } from './routes/failure-notes.ts'
import { executionRoutes } from './routes/executions.ts'
import { holdRoutes } from './routes/holds.ts'
import { hubRoutes } from './routes/hub.ts'
import { healthRoutes } from './routes/health.ts'
import { openIdRoutes } from './routes/open-id.ts'
import { passwordLinkRoutes } from './routes/password-links.ts'
import { pipelineRoutes } from './routes/pipelines.ts'
import { pluginRoutes } from './routes/plugins.ts'
import { retentionRoutes } from './routes/retention.ts'
import { storageRoutes } from './routes/storage.ts'
import { scheduleRoutes } from './routes/schedules.ts'
import { sampleRoutes } from './routes/samples.ts'
import { sessionRoutes } from './routes/session.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { meRoutes } from './routes/me.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { userRoutes } from './routes/users.ts'
import { setupRoutes } from './routes/setup.ts'
import { statisticsRoutes } from './routes/statistics.ts'
import { viewRoutes } from './routes/views.ts'
import { webPageRoutes } from './routes/web-page.ts'
import { refuseOtherHosts, refuseOtherOrigins } from './same-origin.ts'

/** The whole HTTP side: guards, then the API, closed unless a route says otherwise, then the page. */
export function createApp(dependencies: HttpDependencies) {
  const { auth, context, log, publicUrl, allowedHosts } = dependencies
  const guarded = new Hono<HttpEnvironment>()
  guarded.onError(problemMapper(log, dependencies.storageFailure))
  guarded.notFound((c) => {
    throw new AppError('not-found', `There is nothing at ${c.req.method} ${c.req.path}.`)
  })
  guarded.use(logRequests(log, context.newId), securityHeaders, refuseOtherHosts(allowedHosts))
  guarded.use('/api/*', limitBody, refuseOtherOrigins(publicUrl), requireSession(auth), requireJson)
  const api = addRoutes(guarded, dependencies)
  const app = api
    .route('/api', openapiRoutes(api, dependencies.version))
    .route('/', healthRoutes(dependencies))
    .route('/', metricsRoutes(dependencies))
    .route('/', webPageRoutes(dependencies))
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
    .route('/api/executions', executionRoutes(dependencies))
    .route('/api/executions', executionNoteRoutes(dependencies))
    .route('/api/plugins', pluginRoutes(dependencies))
    .route('/api/hub', hubRoutes(dependencies))
    .route('/api/samples', sampleRoutes(dependencies))
    .route('/api/statistics', statisticsRoutes(dependencies))
    .route('/api/bulk', bulkRoutes(dependencies))
    .route('/api/views', viewRoutes(dependencies))
    .route('/api/alerts', alertRoutes(dependencies))
    .route('/api/alerts/incidents', incidentNoteRoutes(dependencies))
    .route('/api/schedules', scheduleRoutes(dependencies))
    .route('/api/holds', holdRoutes(dependencies))
    .route('/api/users', userRoutes(dependencies))
    .route('/api/me', meRoutes(dependencies))
    .route('/api/tokens', tokenRoutes(dependencies))
    .route('/api/audit', auditRoutes(dependencies))
    .route('/api/retention', retentionRoutes(dependencies))
    .route('/api/storage', storageRoutes(dependencies))
}

/** For the typed client: `hc<AppType>(…)`, imported as a type only. */
export type AppType = ReturnType<typeof addRoutes>
