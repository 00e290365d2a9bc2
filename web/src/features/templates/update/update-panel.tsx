import type { Template } from '@flx/shared/templates/template'
import type { PipelineUpdate } from '@flx/shared/templates/template-pipelines'
import { useMutation, useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, GitBranch, LoaderCircle, Upload } from 'lucide-react'
import { useState } from 'react'

import { useRole } from '#web/api/access/session.ts'
import { templates, updateFromTemplate } from '#web/api/templates/templates.ts'
import { useBulk } from '#web/parts/bulk/bulk-provider.tsx'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { Loading, messageOf, Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'

import { UpdateTable } from './update-table.tsx'
import { updateWords as words } from '../words.ts'

/** The pipelines of a template, what its current version changes in each, and a button to update them. */
export function UpdatePanel({ template }: { template: Template }) {
  const editor = useRole('editor')
  const bulk = useBulk()
  const toast = useToast()
  const preview = useQuery(templates.update(template.id))
  const updating = useMutation(updateFromTemplate())
  /** The pipelines left out of the update. */
  const [excluded, setExcluded] = useState<ReadonlySet<string>>(new Set())
  if (preview.isPending) {
    return (
      <Loading label={words.loading}>
        <Skeleton className="h-40 w-full rounded-lg" />
      </Loading>
    )
  }
  if (preview.data === undefined) return <QueryError query={preview} title={words.loadError} />
  const { counts, items } = preview.data
  const outdatedCount = counts.total - counts.current
  const chosenCount = outdatedCount - items.filter((item) => isOutdated(item) && excluded.has(item.id)).length
  const hasOutdated = outdatedCount > 0

  function isOutdated({ version }: PipelineUpdate): boolean {
    return version < template.version
  }
  const update = () =>
    updating.mutate(
      {
        id: template.id,
        ids:
          excluded.size === 0
            ? undefined
            : items.filter((item) => isOutdated(item) && !excluded.has(item.id)).map(({ id }) => id),
      },
      {
        onSuccess: ({ bulkId }) => bulk.show(bulkId),
        onError: (error) => toast.problem(messageOf(error)),
      },
    )
  return (
    <Section
      title={hasOutdated ? words.title(outdatedCount) : words.pipelines}
      aside={
        hasOutdated && (
          <Button
            variant="primary"
            icon={Upload}
            busy={updating.isPending}
            disabledReason={
              editor.allowed ? (chosenCount === 0 ? words.noneChosen : undefined) : editor.reason
            }
            onClick={update}
          >
            {words.update(chosenCount)}
          </Button>
        )
      }
    >
      {hasOutdated ? (
        <>
          <p className="-mt-2 mb-3 text-sm text-text-soft">{words.hint}</p>
          <ul className="mb-3 flex flex-wrap gap-x-5 gap-y-1.5 text-sm">
            <Count
              icon={CircleCheck}
              tone="text-accent"
              show={counts.withoutOverrides > 0}
              text={words.whole(counts.withoutOverrides)}
            />
            <Count
              icon={GitBranch}
              tone="text-text-faint"
              show={counts.overridden > 0}
              text={words.overridden(counts.overridden)}
            />
            <Count
              icon={CircleAlert}
              tone="text-danger"
              show={counts.failing > 0}
              text={words.failing(counts.failing)}
            />
            <Count
              icon={LoaderCircle}
              tone="text-text-faint"
              show={counts.running > 0}
              text={words.running(counts.running)}
            />
          </ul>
        </>
      ) : (
        <p className="-mt-2 mb-3 text-sm text-text-soft">
          {counts.total === 0 ? words.unused : words.current}
        </p>
      )}
      {items.length > 0 && (
        <UpdateTable
          items={items}
          version={template.version}
          excluded={excluded}
          onExcluded={hasOutdated && editor.allowed && outdatedCount <= items.length ? setExcluded : null}
        />
      )}
      {items.length < counts.total && (
        <p className="mt-2 text-xs text-text-faint">{words.shown(items.length, counts.total)}</p>
      )}
      {hasOutdated && <p className="mt-3 text-xs text-text-faint">{words.undo}</p>}
    </Section>
  )
}

function Count({
  icon: Icon,
  tone,
  show,
  text,
}: {
  icon: typeof CircleCheck
  tone: string
  show: boolean
  text: string
}) {
  if (!show) return null
  return (
    <li className="tabular inline-flex items-center gap-1.5">
      <Icon aria-hidden className={`size-4 ${tone}`} />
      {text}
    </li>
  )
}
