import { useQuery } from '@tanstack/react-query'
import { Download, Plus, SearchX, Upload } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { useLive } from '#web/api/live/live.tsx'
import { exportTemplatesUrl, templates } from '#web/api/templates/templates.ts'
import { downloadFrom } from '#web/lib/browser/download.ts'
import { IMPORT_LOOK } from '#web/parts/documents/import-look.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { MoreActions } from '#web/ui/overlays/more-actions.tsx'
import { dialogOnDemand } from '#web/ui/on-demand/dialog-on-demand.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { EmptyState, Loading, Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { TemplateCard } from './template-card.tsx'
import { templatesWords as words } from './words.ts'

// Loaded on demand, because it is rarely opened.
const importing = dialogOnDemand(() => import('#web/parts/documents/import-dialog.tsx'), IMPORT_LOOK)

/** All templates: the team's own and the bundled ones. */
export function Component() {
  const [parameters, setParameters] = useAddressSearch()
  const list = useQuery(templates.list())
  useLive('templates')
  const editor = useRole('editor')
  const [isImporting, setImporting] = useState(false)
  const hasOwn = list.data?.items.some(({ bundled }) => !bundled) === true
  const search = parameters.get('search') ?? ''
  const searchText = search.toLowerCase()
  const items = (list.data?.items ?? [])
    .filter(({ name, description, extractor, loader }) =>
      [name, description, extractor, loader].some((text) => text.toLowerCase().includes(searchText)),
    )
    .toSorted((a, b) => Number(a.bundled) - Number(b.bundled))
  const setSearch = (text: string) => setParameters(text === '' ? {} : { search: text }, { replace: true })
  return (
    <>
      <PageHeader
        title={words.title}
        breadcrumb={
          <Link to={paths.pipelines()} className="rounded-sm hover:text-text hover:underline">
            {words.pipelines}
          </Link>
        }
        facts={
          list.data !== undefined && <span className="tabular text-text-faint">{list.data.items.length}</span>
        }
        actions={
          <>
            <SearchField
              label={words.search}
              placeholder={words.search}
              value={search}
              onSearch={setSearch}
              className="w-56 max-sm:w-full"
            />
            {editor.allowed ? (
              <Link to={paths.newTemplate()} className={buttonClass()}>
                <Plus aria-hidden className="size-4" />
                {words.create}
              </Link>
            ) : (
              <Button icon={Plus} disabledReason={editor.reason}>
                {words.create}
              </Button>
            )}
            <MoreActions
              label={words.exportAndImport}
              onPrepare={importing.prepare}
              items={[
                {
                  key: 'export',
                  label: words.exportAll,
                  icon: Download,
                  disabledReason: hasOwn ? undefined : words.nothingToExport,
                  onSelect: () => downloadFrom(exportTemplatesUrl(), 'templates.yaml'),
                },
                {
                  key: 'import',
                  label: words.import,
                  icon: Upload,
                  disabledReason: editor.allowed ? undefined : editor.reason,
                  onSelect: () => setImporting(true),
                },
              ]}
            />
          </>
        }
      />
      {renderContent()}
      {isImporting && <importing.Dialog onClose={() => setImporting(false)} />}
    </>
  )

  function renderContent() {
    if (list.isPending) return <GridSkeleton />
    if (list.data === undefined) {
      return (
        <Card>
          <QueryError query={list} title={words.loadError} />
        </Card>
      )
    }
    if (items.length === 0) {
      return (
        <Card>
          <EmptyState
            icon={SearchX}
            title={words.noMatches}
            actions={<Button onClick={() => setSearch('')}>{words.clear}</Button>}
          />
        </Card>
      )
    }
    return (
      <ul aria-label={words.list} className={GRID}>
        {items.map((template) => (
          <TemplateCard key={template.id} template={template} />
        ))}
      </ul>
    )
  }
}

const GRID = 'grid gap-4 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4 3xl:grid-cols-6'

function GridSkeleton() {
  return (
    <Loading label={words.loading}>
      <div className={GRID}>
        {['a', 'b', 'c', 'd', 'e'].map((key) => (
          <Skeleton key={key} className="h-36 w-full rounded-lg" />
        ))}
      </div>
    </Loading>
  )
}
