import { changesIn, changeWords } from '@flx/shared/catalog/catalog-diff'
import { patternOf } from '@flx/shared/catalog/match-stream'
import { FIELD } from '@flx/shared/catalog/compact'
import type { PipelineCatalog } from '@flx/shared/catalog/pipeline-catalog'
import { useMutation } from '@tanstack/react-query'
import { GitCompareArrows } from 'lucide-react'
import type { ReactNode } from 'react'

import { changeCatalogUse, type CatalogUseChange } from '#web/api/pipelines/pipeline-catalog.ts'
import { Button } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { DateOnly, RelativeTime } from '#web/ui/time.tsx'

import { DiffList, type Difference } from './diff-list.tsx'
import { draftOf, rulesInForce } from '../draft.ts'
import { WORDS } from '../words.ts'

/**
 * Changes at the source, and the version that executions use. Renders nothing if there is nothing to report.
 */
export function SchemaBanner({
  pipelineId,
  catalogUse,
  disabledReason,
}: {
  pipelineId: string
  catalogUse: PipelineCatalog
  disabledReason: string | undefined
}) {
  const toast = useToast()
  const changing = useMutation(changeCatalogUse(pipelineId))
  const send = (change: CatalogUseChange, doneMessage: string) =>
    changing.mutate(change, {
      onSuccess: () => toast.done(doneMessage),
      onError: (error) => toast.problem(error.message),
    })
  const { revision, used, change } = catalogUse
  const unpin = (
    <Button
      size="small"
      busy={changing.isPending}
      disabledReason={disabledReason}
      onClick={() => send({ kind: 'unpin', revision }, WORDS.schema.unpinned)}
    >
      {WORDS.schema.back}
    </Button>
  )
  return (
    <>
      {catalogUse.isPinned && used !== null && (
        <UseNotice action={unpin}>
          {used.uploadedBy === null ? (
            <>
              {WORDS.schema.pinned} {WORDS.schema.pinnedOf} <DateOnly at={used.since} />.
            </>
          ) : (
            <>
              {WORDS.schema.uploaded(used.uploadedBy)} <RelativeTime at={used.since} />
            </>
          )}
        </UseNotice>
      )}
      {catalogUse.isStale && <Notice tone="caution">{WORDS.schema.stale}</Notice>}
      {change !== null && (
        <section
          aria-label={WORDS.schema.changed(changeWords(change.counts))}
          className="overflow-hidden rounded-lg border border-line-strong"
        >
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2 bg-caution-soft px-4 py-2.5 text-sm text-caution">
            <GitCompareArrows aria-hidden className="size-4 shrink-0" />
            <p className="min-w-0 grow basis-64">
              <b className="font-semibold">{WORDS.schema.changed(changeWords(change.counts))}</b>{' '}
              {change.from.plugin === change.to.plugin ? (
                <>
                  {WORDS.schema.seen} <RelativeTime at={change.to.since} />.
                </>
              ) : (
                <>
                  {WORDS.schema.before(change.from.plugin)} <DateOnly at={change.from.lastSeenAt} />
                  {WORDS.schema.now(change.to.plugin)}
                </>
              )}
            </p>
            <div className="flex flex-wrap gap-2">
              {!catalogUse.isPinned && (
                <Button
                  size="small"
                  busy={changing.isPending}
                  disabledReason={disabledReason}
                  onClick={() => send({ kind: 'pin', revision, version: change.from.id }, WORDS.schema.kept)}
                >
                  {WORDS.schema.keep}
                </Button>
              )}
              <Button
                size="small"
                className="border-accent! text-accent!"
                busy={changing.isPending}
                disabledReason={disabledReason}
                onClick={() =>
                  send({ kind: 'accept', revision, version: change.to.id }, WORDS.schema.accepted)
                }
              >
                {WORDS.schema.accept(changesIn(change.counts))}
              </Button>
            </div>
          </div>
          <DiffList diff={change.diff} notes={(difference) => noteFor(difference, catalogUse)} />
        </section>
      )}
    </>
  )
}

function UseNotice({ children, action }: { children: ReactNode; action: ReactNode }) {
  return (
    <Notice>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="min-w-0">{children}</p>
        {action}
      </div>
    </Notice>
  )
}

/** Returns which saved pattern selects something new, or what depended on something that is gone. */
function noteFor(
  { sign, stream, field }: Difference,
  catalogUse: PipelineCatalog,
): { text: string; isBad: boolean } {
  const { select } = rulesInForce(draftOf(catalogUse), catalogUse)
  const patterns = select.map(patternOf).filter((pattern) => pattern.stream.test(stream))
  const matchesField = ({ property, whole }: (typeof patterns)[number]): boolean =>
    property === null || whole || field === null || property.test(`${FIELD}${field}`)
  const exclude = patterns.find(
    (pattern) => pattern.excludes && (field === null ? pattern.whole : matchesField(pattern)),
  )
  const include = patterns.find((pattern) => !pattern.excludes && matchesField(pattern))
  if (exclude !== undefined) return { text: WORDS.leftOut(exclude.text), isBad: false }
  if (include === undefined) return { text: WORDS.schema.notSelected, isBad: false }
  return sign === '−'
    ? { text: WORDS.schema.wasSelectedBy(include.text), isBad: true }
    : { text: WORDS.schema.selectedBy(include.text), isBad: false }
}
