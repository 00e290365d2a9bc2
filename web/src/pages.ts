/**
 * Every page, by the path of its address: a chunk of its own that exports `Component`. The build reads this table, too, so
 * that a page's chunks are on their way before the first of them has run (`build/first-load.ts`).
 */
export const pages = {
  '/setup': () => import('./features/session/set-up-page.tsx'),
  '/set-password': () => import('./features/session/set-password-page.tsx'),
  '/sign-in': () => import('./features/session/sign-in-page.tsx'),
  '/': () => import('./features/dashboard/dashboard-page.tsx'),
  '/pipelines': () => import('./features/pipelines/list/pipelines-page.tsx'),
  '/pipelines/new': () => import('./features/pipelines/form/create-page.tsx'),
  '/pipelines/import': () => import('./features/projects/import-page.tsx'),
  '/pipelines/:id': () => import('./features/pipelines/detail/pipeline-page.tsx'),
  '/pipelines/:id/streams': () => import('./features/pipelines/streams/streams-page.tsx'),
  '/pipelines/:id/edit': () => import('./features/pipelines/form/edit-page.tsx'),
  '/executions': () => import('./features/executions/list/executions-page.tsx'),
  '/executions/logs': () => import('./features/executions/logs/log-search-page.tsx'),
  '/executions/:id': () => import('./features/executions/execution-page.tsx'),
  '/failures': () => import('./features/failures/failures-page.tsx'),
  '/lineage': () => import('./features/lineage/lineage-page.tsx'),
  '/plugins': () => import('./features/plugins/list/plugins-page.tsx'),
  '/plugins/new': () => import('./features/plugins/add/add-page.tsx'),
  '/plugins/:id': () => import('./features/plugins/plugin-page.tsx'),
  '/schedules': () => import('./features/schedules/schedules-page.tsx'),
  '/settings/profile': () => import('./features/settings/profile-page.tsx'),
  '/settings/tokens': () => import('./features/settings/tokens-page.tsx'),
  '/settings/users': () => import('./features/settings/users-page.tsx'),
  '/settings/api': () => import('./features/api-docs/api-page.tsx'),
  '/alerts': () => import('./features/alerts/alerts-page.tsx'),
  '/settings/storage': () => import('./features/storage/storage-page.tsx'),
  '/settings/meltano': () => import('./features/meltano-state/state-page.tsx'),
  '/settings/audit': () => import('./features/audit/audit-page.tsx'),
}
