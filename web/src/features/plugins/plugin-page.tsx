import type { Plugin } from '@flx/shared/plugins/plugin'
import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link, useParams } from 'react-router'

import { useLive } from '#web/api/live/live.tsx'
import { plugins } from '#web/api/plugins/plugins.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { useRole } from '#web/api/access/session.ts'
import { NotFoundPage } from '#web/layouts/not-found-page.tsx'
import { PageSkeleton } from '#web/layouts/page-skeleton.tsx'
import { paths } from '#web/paths.ts'
import { Notice } from '#web/ui/notice.tsx'
import { Badge } from '#web/ui/status/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { DamageNotice } from '#web/ui/damage-notice.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { ErrorState } from '#web/ui/states.tsx'

import { ConnectionDialog } from './connection-dialog.tsx'
import { DeletePluginDialog } from './delete-plugin-dialog.tsx'
import { InstallBadge } from './list/install-badge.tsx'
import { FailedInstall } from './install/failed-install.tsx'
import { InstallSection } from './install/install-section.tsx'
import { WorkersSection } from './install/workers-section.tsx'
import { PluginFacts, UsedBy } from './plugin-facts.tsx'
import { PluginSettings } from './plugin-settings.tsx'
import { PluginUse } from './plugin-use.tsx'
import { InvokeSection } from './trials/invoke-section.tsx'
import { TestSection } from './trials/test-section.tsx'
import { isBusy, TYPE_WORDS, usersOf } from './plugin-words.ts'
import { pluginPageWords } from './words.ts'

/** The page of one plugin. */
export function Component() {
  const { id = '' } = useParams()
  const editor = useRole('editor')
  const { data: plugin, error, isFetching, refetch } = useQuery(plugins.detail(id))
  const registry = useQuery(plugins.everything())
  // Install output is for users who may install. Other users only follow changes.
  useLive(editor.allowed ? `plugin:${id}` : 'plugins')
  if (plugin === undefined || registry.data === undefined) {
    const failure = error ?? registry.error
    if (isProblem(failure, 404)) return <NotFoundPage detail={failure.message} />
    if (failure === null) return <PageSkeleton />
    return (
      <Card>
        <PageHeader title={pluginPageWords.plugin} />
        <ErrorState
          title={pluginPageWords.loadError}
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
      <DamageNotice damaged={plugin.damaged} />
      {plugin.description !== '' && (
        <p className="-mt-2 mb-4 max-w-3xl text-text-soft">{plugin.description}</p>
      )}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0 space-y-4">
          {!plugin.bundled && plugin.command === null && <InstallSection plugin={plugin} />}
          <TestSection key={`${plugin.id} test`} plugin={plugin} />
          <InvokeSection key={`${plugin.id} invoke`} plugin={plugin} />
          <PluginSettings key={plugin.id} plugin={plugin} registry={registry.data} />
        </div>
        <div className="grid min-w-0 gap-4 sm:grid-cols-2 xl:grid-cols-1">
          <PluginUse plugin={plugin} />
          <PluginFacts plugin={plugin} registry={registry.data} />
          <UsedBy plugin={plugin} />
          <WorkersSection plugin={plugin} />
        </div>
      </div>
    </>
  )
}

/** Types that connect to a system, with a button to add another connection. */
const CONNECTOR_TYPES: ReadonlySet<Plugin['type']> = new Set(['extractor', 'loader'])

function Header({ plugin }: { plugin: Plugin }) {
  const editor = useRole('editor')
  const [deleting, setDeleting] = useState(false)
  const [connecting, setConnecting] = useState(false)
  return (
    <>
      <PageHeader
        title={plugin.name}
        breadcrumb={
          <Link to={paths.plugins()} className="rounded-sm hover:text-text hover:underline">
            {pluginPageWords.plugins}
          </Link>
        }
        facts={
          <span className="flex flex-wrap items-center gap-2">
            <Badge>{TYPE_WORDS[plugin.type]}</Badge>
            <InstallBadge plugin={plugin} />
          </span>
        }
        actions={
          <>
            {CONNECTOR_TYPES.has(plugin.type) && plugin.inheritFrom === null && (
              <Button
                icon={Plus}
                disabledReason={editor.allowed ? undefined : editor.reason}
                onClick={() => setConnecting(true)}
              >
                {pluginPageWords.addConnection}
              </Button>
            )}
            {!plugin.bundled && (
              <Button
                variant="danger-quiet"
                icon={Trash2}
                disabledReason={deleteReason(plugin) ?? (editor.allowed ? undefined : editor.reason)}
                onClick={() => setDeleting(true)}
              >
                {pluginPageWords.delete}
              </Button>
            )}
          </>
        }
      />
      {plugin.installStatus === 'failed' && plugin.installError !== null && (
        <FailedInstall plugin={plugin} error={plugin.installError} />
      )}
      {plugin.installStatus === 'cancelled' && plugin.installError !== null && (
        <Notice tone="caution" className="mb-4">
          {pluginPageWords.cancelled}
          {plugin.installError}
        </Notice>
      )}
      {connecting && <ConnectionDialog plugin={plugin} onClose={() => setConnecting(false)} />}
      {deleting && <DeletePluginDialog plugin={plugin} onClose={() => setDeleting(false)} />}
    </>
  )
}

function deleteReason(plugin: Plugin): string | undefined {
  if (isBusy(plugin)) return pluginPageWords.wait
  return plugin.usedByCount === 0 ? undefined : pluginPageWords.inUse(usersOf(plugin))
}
