import type { PipelineCatalog } from '@flx/shared/catalog/pipeline-catalog'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { useQuery } from '@tanstack/react-query'
import { ListTree } from 'lucide-react'
import type { ReactNode } from 'react'

import { pipelineCatalog } from '#web/api/pipelines/pipeline-catalog.ts'
import { useRole } from '#web/api/access/session.ts'
import { Card } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { EmptyState, Loading, Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'

import { CatalogMenu } from './catalog/catalog-menu.tsx'
import { DiscoverButton, DiscoveryNotice, useDiscovery, type Discovery } from './catalog/discovery.tsx'
import { SchemaBanner } from './catalog/schema-banner.tsx'
import { StreamsEditor } from './streams-editor.tsx'
import { WORDS } from './words.ts'

/** The streams of the extractor, and the pipeline's selection. */
export function StreamsTab({ pipeline }: { pipeline: Pipeline }) {
  const query = useQuery(pipelineCatalog.use(pipeline.id))
  const { data: catalogUse } = query
  const discovery = useDiscovery(pipeline, catalogUse)
  const editingReason = useEditingReason(pipeline)
  if (catalogUse === undefined) {
    return query.error === null ? <StreamsSkeleton /> : <LoadError query={query} title={WORDS.failed} />
  }
  const tools = (
    <>
      <DiscoverButton discovery={discovery} catalogUse={catalogUse} />
      <CatalogMenu pipelineId={pipeline.id} catalogUse={catalogUse} disabledReason={editingReason} />
    </>
  )
  return (
    <div className="space-y-4">
      <SchemaBanner pipelineId={pipeline.id} catalogUse={catalogUse} disabledReason={editingReason} />
      <DiscoveryNotice discovery={discovery} />
      {catalogUse.problem !== null && <Notice tone="caution">{catalogUse.problem}</Notice>}
      {catalogUse.used === null ? (
        <NoStreams catalogUse={catalogUse} discovery={discovery} tools={tools} />
      ) : (
        <CatalogContent
          pipeline={pipeline}
          catalogUse={catalogUse}
          version={catalogUse.used.id}
          tools={tools}
          disabledReason={editingReason}
        />
      )}
    </div>
  )
}

/** Returns why nothing can be changed, or undefined if it can. */
function useEditingReason({ archivedAt }: Pipeline): string | undefined {
  const editor = useRole('editor')
  if (!editor.allowed) return editor.reason
  return archivedAt === null ? undefined : WORDS.restoreFirst
}

function CatalogContent({
  pipeline,
  catalogUse,
  version,
  tools,
  disabledReason,
}: {
  pipeline: Pipeline
  catalogUse: PipelineCatalog
  version: string
  tools: ReactNode
  disabledReason: string | undefined
}) {
  const content = useQuery(pipelineCatalog.content(pipeline.id, version))
  if (content.data === undefined) {
    return content.error === null ? (
      <StreamsSkeleton />
    ) : (
      <LoadError query={content} title={WORDS.contentFailed} />
    )
  }
  return (
    <StreamsEditor
      pipelineId={pipeline.id}
      catalog={content.data.catalog}
      catalogUse={catalogUse}
      tools={tools}
      disabledReason={disabledReason}
    />
  )
}

function NoStreams({
  catalogUse,
  discovery,
  tools,
}: {
  catalogUse: PipelineCatalog
  discovery: Discovery
  tools: ReactNode
}) {
  const { extractor, canDiscover, acceptsCatalog } = catalogUse
  if (discovery.isGoing) return <StreamsSkeleton />
  const text = canDiscover ? WORDS.none.text : acceptsCatalog ? WORDS.none.cannot : WORDS.none.never
  return (
    <Card>
      <EmptyState icon={ListTree} title={WORDS.none.title} actions={acceptsCatalog ? tools : undefined}>
        {text(extractor)}
      </EmptyState>
    </Card>
  )
}

function StreamsSkeleton() {
  return (
    <Loading label={WORDS.loading}>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <Card className="space-y-4 p-4">
          {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
            <Skeleton key={key} className="h-7 w-full" />
          ))}
        </Card>
        <Card className="space-y-3 p-4">
          <Skeleton className="h-5 w-24" />
          <Skeleton className="h-32 w-full" />
        </Card>
      </div>
    </Loading>
  )
}

function LoadError({ query, title }: { query: Parameters<typeof QueryError>[0]['query']; title: string }) {
  return (
    <Card>
      <QueryError query={query} title={title} />
    </Card>
  )
}
