import { changesIn, changeWords, countChanges, diffCatalogs } from '@flx/shared/catalog/catalog-diff'
import type { CatalogVersion, PipelineCatalog } from '@flx/shared/catalog/pipeline-catalog'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { changeCatalogUse, pipelineCatalog } from '#web/api/pipelines/pipeline-catalog.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { SubmitError } from '#web/ui/overlays/submit-error.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { Loading, Skeleton } from '#web/ui/states.tsx'
import { Badge } from '#web/ui/status/badge.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { DiffList } from './diff-list.tsx'
import { WORDS } from '../words.ts'

/** The kept versions with the changes of each. Any of them can be used. */
export function VersionsDialog({
  pipelineId,
  catalogUse,
  disabledReason,
  onClose,
}: {
  pipelineId: string
  catalogUse: PipelineCatalog
  disabledReason: string | undefined
  onClose: () => void
}) {
  const toast = useToast()
  const versions = useQuery(pipelineCatalog.versions(pipelineId))
  const [comparedId, setComparedId] = useState<string | null>(null)
  const pinning = useMutation(changeCatalogUse(pipelineId))
  const pin = (version: string) =>
    pinning.mutate(
      { kind: 'pin', revision: catalogUse.revision, version },
      {
        onSuccess: () => {
          onClose()
          toast.done(WORDS.schema.pinned)
        },
      },
    )
  return (
    <Dialog wide title={WORDS.versions.title} busy={pinning.isPending} onClose={onClose}>
      <p className="mb-3">{WORDS.versions.intro}</p>
      {pinning.error !== null && (
        <div className="mb-3">
          <SubmitError message={pinning.error.message} />
        </div>
      )}
      {versions.data === undefined && versions.error === null && (
        <Loading label={WORDS.loading}>
          <Skeleton className="h-24 w-full" />
        </Loading>
      )}
      {versions.data === undefined && versions.error !== null && (
        <QueryError compact query={versions} title={WORDS.versions.failed} />
      )}
      {versions.data?.length === 0 && <p>{WORDS.versions.none}</p>}
      <ol className="space-y-3">
        {versions.data?.map((version) => (
          <li key={version.id} className="rounded-md border border-line p-3">
            <VersionHead version={version} catalogUse={catalogUse} />
            <div className="mt-2 flex flex-wrap gap-2">
              {catalogUse.used !== null && catalogUse.used.id !== version.id && (
                <Button
                  size="small"
                  aria-expanded={comparedId === version.id}
                  onClick={() => setComparedId(comparedId === version.id ? null : version.id)}
                >
                  {WORDS.versions.compare}
                </Button>
              )}
              {!(catalogUse.isPinned && catalogUse.used?.id === version.id) && (
                <Button
                  size="small"
                  busy={pinning.isPending}
                  disabledReason={disabledReason}
                  onClick={() => pin(version.id)}
                >
                  {WORDS.versions.pin}
                </Button>
              )}
            </div>
            {comparedId === version.id && catalogUse.used !== null && (
              <Comparison pipelineId={pipelineId} before={version.id} after={catalogUse.used.id} />
            )}
          </li>
        ))}
      </ol>
    </Dialog>
  )
}

function VersionHead({ version, catalogUse }: { version: CatalogVersion; catalogUse: PipelineCatalog }) {
  const { id, plugin, since, streams, fields, change, uploadedBy } = version
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <RelativeTime at={since} className="font-medium text-text" />
        <span className="font-mono text-xs">{plugin}</span>
        {uploadedBy !== null && <Badge>{WORDS.versions.uploadedBy(uploadedBy)}</Badge>}
        {catalogUse.used?.id === id && <Badge tone="accent">{WORDS.versions.inUse}</Badge>}
        <span className="tabular ml-auto text-xs text-text-faint">
          {WORDS.versions.content(streams, fields)}
        </span>
      </div>
      <p className="mt-1 text-xs wrap-anywhere text-text-faint">
        {change === null
          ? uploadedBy === null && WORDS.versions.first
          : `${changeWords(change)}: ${change.examples.join(', ')}`}
      </p>
    </>
  )
}

/** The changes from `before` to `after`. */
function Comparison({ pipelineId, before, after }: { pipelineId: string; before: string; after: string }) {
  const [beforeQuery, afterQuery] = [
    useQuery(pipelineCatalog.content(pipelineId, before)),
    useQuery(pipelineCatalog.content(pipelineId, after)),
  ]
  const failedQuery = [beforeQuery, afterQuery].find(
    ({ error, data }) => error !== null && data === undefined,
  )
  if (failedQuery !== undefined) return <QueryError compact query={failedQuery} title={WORDS.contentFailed} />
  if (beforeQuery.data === undefined || afterQuery.data === undefined) {
    return (
      <Loading label={WORDS.loading}>
        <Skeleton className="mt-2 h-12 w-full" />
      </Loading>
    )
  }
  const diff = diffCatalogs(beforeQuery.data.catalog, afterQuery.data.catalog)
  if (changesIn(countChanges(diff)) === 0) return <p className="mt-2 text-xs">{WORDS.versions.same}</p>
  return (
    <div className="mt-2 overflow-hidden rounded-md border border-line">
      <DiffList diff={diff} notes={() => ({ text: '', isBad: false })} />
    </div>
  )
}
