import type { ForeignJob } from '@flx/shared/lineage/foreign'
import { keepPreviousData, useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Trash2, Waypoints } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { forgetForeignJob, openLineage } from '#web/api/lineage/open-lineage.ts'
import { paths } from '#web/paths.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { IconButton } from '#web/ui/button.tsx'
import { CodeBlock } from '#web/ui/code-block.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { EmptyState, messageOf } from '#web/ui/states.tsx'
import { StatusBadge } from '#web/ui/status/status-badge.tsx'
import { actionsColumn, type Column } from '#web/ui/table/data-table.tsx'
import { PagedTable } from '#web/ui/table/query-table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { receivingWords as words } from './words.ts'

/** The jobs that other tools reported, and how to set those tools up. */
export function ReceivingSection() {
  const [search, setSearch] = useState('')
  const [forgetting, setForgetting] = useState<ForeignJob | null>(null)
  const query = useInfiniteQuery({ ...openLineage.jobs(search), placeholderData: keepPreviousData })
  return (
    <section aria-label={words.title} className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-2 pt-2">
        <h2 className="text-base font-semibold">{words.title}</h2>
        <SearchField label={words.search} placeholder={words.search} value={search} onSearch={setSearch} />
      </div>
      <p className="max-w-3xl text-sm text-text-soft">
        {words.hint}{' '}
        <Link to={paths.tokens()} className="text-accent underline">
          {words.token}
        </Link>
      </p>
      <CodeBlock label={words.address} text={words.settings(globalThis.location.origin)} />
      <PagedTable
        label={words.label}
        query={query}
        columns={columnsOf(setForgetting)}
        keyOf={({ id }) => id}
        skeleton={3}
        errorTitle={words.loadError}
        empty={<EmptyState icon={Waypoints} title={search === '' ? words.empty : words.noMatch} />}
        noun={words.noun}
      />
      {forgetting !== null && <ForgetDialog job={forgetting} onClose={() => setForgetting(null)} />}
    </section>
  )
}

const columnsOf = (onForget: (job: ForeignJob) => void): Column<ForeignJob>[] => [
  {
    label: words.job,
    card: 'title',
    cell: ({ id, name, namespace }) => (
      <>
        <Link to={paths.lineage({ pipeline: id })} className="font-mono text-sm font-medium hover:underline">
          <Breakable text={name} />
        </Link>
        <div className="text-xs text-text-faint">
          <Breakable text={namespace} />
        </div>
      </>
    ),
  },
  { label: words.tool, card: 'fact', cell: ({ tool }) => tool },
  {
    label: words.status,
    card: 'status',
    className: 'min-w-32',
    cell: ({ status, error }) => (
      <>
        {status === null ? (
          <span className="text-text-faint">{words.noRun}</span>
        ) : (
          <StatusBadge status={status} />
        )}
        {error !== null && <div className="mt-0.5 text-xs wrap-anywhere text-text-soft">{error}</div>}
      </>
    ),
  },
  {
    label: words.succeeded,
    card: 'fact',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ succeededAt }) => <RelativeTime at={succeededAt} />,
  },
  {
    label: words.seen,
    card: 'time',
    cardLabel: true,
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} />,
  },
  actionsColumn((job) => (
    <IconButton label={words.forget(job.name)} icon={Trash2} onClick={() => onForget(job)} />
  )),
]

function ForgetDialog({ job: { id, name }, onClose }: { job: ForeignJob; onClose: () => void }) {
  const toast = useToast()
  const forgetting = useMutation(forgetForeignJob())
  return (
    <ConfirmDialog
      title={words.forgetTitle(name)}
      confirmLabel={words.forgetLabel}
      danger
      busy={forgetting.isPending}
      error={forgetting.error === null ? null : messageOf(forgetting.error)}
      onConfirm={() =>
        void forgetting.mutateAsync(id).then(
          () => {
            toast.done(words.forgotten(name))
            onClose()
          },
          // The dialog shows the error.
          () => undefined,
        )
      }
      onClose={onClose}
    >
      <p>{words.forgetHint}</p>
    </ConfirmDialog>
  )
}
