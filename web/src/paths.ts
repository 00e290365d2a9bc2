/** Every address of the web application. No other module writes one as a string. */
export const paths = {
  home: () => '/',
  wall: () => '/wall',
  dashboards: () => '/dashboards',
  dashboard: (id: string, as?: 'edit') => `/dashboards/${id}${as === undefined ? '' : '?edit=on'}`,
  /** For a display on a wall. */
  dashboardWall: (id: string) => `/dashboards/${id}/wall`,
  setup: () => '/setup',
  setPassword: () => '/set-password',
  signIn: (next?: string) =>
    next === undefined || next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`,
  pipelines: (query: Record<string, string> = {}) => withQuery('/pipelines', query),
  /** With `from`, the form starts as a copy of that pipeline. */
  newPipeline: (from?: string) => withQuery('/pipelines/new', from === undefined ? {} : { from }),
  newDrawing: () => '/pipelines/new?as=drawing',
  /** The chains of pipelines that start one after another. */
  flows: (query: Record<string, string> = {}) => withQuery('/pipelines/flows', query),
  importProject: () => '/pipelines/import',
  pipeline: (id: string, tab?: string) => withQuery(`/pipelines/${id}`, tab === undefined ? {} : { tab }),
  pipelineStreams: (id: string) => `/pipelines/${id}/streams`,
  editPipeline: (id: string) => `/pipelines/${id}/edit`,
  /** The same document, edited as a drawing. */
  editDrawing: (id: string) => `/pipelines/${id}/edit?as=drawing`,
  templates: () => '/templates',
  template: (id: string) => `/templates/${id}`,
  /** With `from` it starts from that pipeline, with `template` as a copy of that template. */
  newTemplate: (query: { from?: string; template?: string } = {}) => withQuery('/templates/new', query),
  editTemplate: (id: string) => `/templates/${id}/edit`,
  templateRows: (id: string) => `/templates/${id}/use`,
  executions: (query: Query = {}) => withQuery('/executions', query),
  /** The search in the logs of executions, with the filters of their list. */
  logSearch: (query: Query = {}) => withQuery('/executions/logs', query),
  execution: (id: string, tab?: string) => withQuery(`/executions/${id}`, tab === undefined ? {} : { tab }),
  /** A comparison with another execution of its pipeline. */
  comparison: (id: string, withId: string) =>
    withQuery(`/executions/${id}`, { tab: 'compare', with: withId }),
  /** One line of an execution's log. */
  logLine: (id: string, line: number) => withQuery(`/executions/${id}`, { line: String(line) }),
  failures: (query: Record<string, string> = {}) => withQuery('/failures', query),
  lineage: (query: Record<string, string> = {}) => withQuery('/lineage', query),
  plugins: (query: Record<string, string> = {}) => withQuery('/plugins', query),
  newPlugin: () => '/plugins/new',
  plugin: (id: string) => `/plugins/${id}`,
  profile: () => '/settings/profile',
  tokens: () => '/settings/tokens',
  users: () => '/settings/users',
  storage: () => '/settings/storage',
  workers: () => '/settings/workers',
  meltanoState: () => '/settings/meltano',
  openLineage: () => '/settings/openlineage',
  runners: (query: Record<string, string> = {}) => withQuery('/settings/runners', query),
  apiReference: () => '/settings/api',
  schedules: (query: Record<string, string> = {}) => withQuery('/schedules', query),
  audit: (query: Record<string, string> = {}) => withQuery('/settings/audit', query),
  alerts: (query: Record<string, string> = {}) => withQuery('/alerts', query),
} as const

/** The second form allows several values per name. */
type Query = Record<string, string> | URLSearchParams

function withQuery(path: string, query: Query): string {
  const text = new URLSearchParams(query).toString()
  return text === '' ? path : `${path}?${text}`
}
