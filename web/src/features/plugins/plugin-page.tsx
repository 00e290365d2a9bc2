import type { Plugin } from '@flx/shared/plugin'
import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link, useParams } from 'react-router'

import { useLive } from '#web/api/live.tsx'
import { plugins } from '#web/api/plugins.ts'
import { isProblem } from '#web/api/problem.ts'
import { useRole } from '#web/api/session.ts'
import { NotFoundPage } from '#web/layouts/not-found-page.tsx'
import { PageSkeleton } from '#web/layouts/page-skeleton.tsx'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { ErrorState } from '#web/ui/states.tsx'

import { DeletePluginDialog } from './delete-plugin-dialog.tsx'
import { InstallBadge } from './install-badge.tsx'
import { InstallSection } from './install-section.tsx'
import { PluginFacts, UsedBy } from './plugin-facts.tsx'
import { PluginSettings } from './plugin-settings.tsx'
import { PluginUse } from './plugin-use.tsx'
import { TestSection } from './test-section.tsx'
import { isBusy, TYPE_WORDS, usersOf } from './plugin-words.ts'

export function Component() {
  const { id = '' } = useParams()
  const editor = useRole('editor')
  const { data: plugin, error, isFetching, refetch } = useQuery(plugins.detail(id))
  const registry = useQuery(plugins.everything())
  // Install output is for those who may install; the others hear of changes.
  useLive(editor.allowed ? `plugin:${id}` : 'plugins')
  if (plugin === undefined || registry.data === undefined) {
    const failure = error ?? registry.error
    if (isProblem(failure, 404)) return <NotFoundPage detail={failure.message} />
    if (failure === null) return <PageSkeleton />
    return (
      <Card>
        <PageHeader title="Plugin" />
        <ErrorState
          title="The plugin could not be loaded"
          error={failure}
          retrying={isFetching || registry.isFetching}
          onRetry={() => void Promise.all([refetch(), registry.refetch()])}
        />
      </Card>
    )
  }
  return (
    <>
      <Header plugin={plugin} />
      {plugin.description !== '' && (
        <p className="-mt-2 mb-4 max-w-3xl text-text-soft">{plugin.description}</p>
      )}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0 space-y-4">
          {!plugin.bundled && plugin.command === null && <InstallSection plugin={plugin} />}
          <TestSection key={`${plugin.id} test`} plugin={plugin} />
          <PluginSettings key={plugin.id} plugin={plugin} registry={registry.data} />
        </div>
        <div className="grid min-w-0 gap-4 sm:grid-cols-2 xl:grid-cols-1">
          <PluginUse plugin={plugin} />
          <PluginFacts plugin={plugin} registry={registry.data} />
          <UsedBy plugin={plugin} />
        </div>
      </div>
    </>
  )
}

function Header({ plugin }: { plugin: Plugin }) {
  const editor = useRole('editor')
  const [deleting, setDeleting] = useState(false)
  return (
    <>
      <PageHeader
        title={plugin.name}
        breadcrumb={
          <Link to={paths.plugins()} className="rounded-sm hover:text-text hover:underline">
            Plugins
          </Link>
        }
        facts={
          <span className="flex flex-wrap items-center gap-2">
            <Badge>{TYPE_WORDS[plugin.type]}</Badge>
            <InstallBadge plugin={plugin} />
          </span>
        }
        actions={
          !plugin.bundled && (
            <Button
              variant="danger-quiet"
              icon={Trash2}
              disabledReason={deleteReason(plugin) ?? (editor.allowed ? undefined : editor.reason)}
              onClick={() => setDeleting(true)}
            >
              Delete
            </Button>
          )
        }
      />
      {plugin.installStatus === 'failed' && plugin.installError !== null && (
        <Notice tone="danger" className="mb-4">
          {plugin.installed ? 'The last installation failed. ' : 'The installation failed. '}
          {plugin.installError}
        </Notice>
      )}
      {deleting && <DeletePluginDialog plugin={plugin} onClose={() => setDeleting(false)} />}
    </>
  )
}

function deleteReason(plugin: Plugin): string | undefined {
  if (isBusy(plugin)) return 'Wait until it is done.'
  return plugin.usedByCount === 0 ? undefined : `It is used by ${usersOf(plugin)}.`
}
