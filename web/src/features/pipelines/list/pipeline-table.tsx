import type { PipelineSort, PipelineSummary } from '@flx/shared/pipeline'
import { Link } from 'react-router'

import { useRole } from '#web/api/session.ts'
import type { Selection } from '#web/lib/selection.ts'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Breakable } from '#web/ui/breakable.tsx'
import { Card } from '#web/ui/card.tsx'
import { Switch } from '#web/ui/checkbox.tsx'
import { SelectBox } from '#web/ui/select-box.tsx'
import { ShortfallBadge } from '#web/ui/shortfall-badge.tsx'
import { SortableTh } from '#web/ui/sortable-th.tsx'
import { StatusBadge } from '#web/ui/status-badge.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { DateOnly, RelativeTime } from '#web/ui/time.tsx'

import { LastResult } from './last-result.tsx'
import { PipelineActions } from './pipeline-actions.tsx'
import { usePipelineChanges } from './use-pipeline-changes.ts'

/** The dense view. Null while the first page loads. */
export function PipelineTable({
  pipelines,
  selection,
  sort,
  onSort,
}: {
  pipelines: readonly PipelineSummary[] | null
  selection: Selection
  sort: PipelineSort
  onSort: (sort: PipelineSort) => void
}) {
  return (
    // Narrower gaps than elsewhere: of eleven columns the name is the one that must not be squeezed.
    <Card className="overflow-hidden [&_td]:px-2 [&_th]:px-2">
      <Table
        label="Pipelines"
        head={
          <>
            <Th className="w-px pr-0">
              <SelectBox
                label="Select all pipelines shown"
                checked={selection.shown === 'every'}
                mixed={selection.shown === 'some'}
                onToggle={() => selection.setShown(selection.shown !== 'every')}
                className="-my-1"
              />
            </Th>
            <SortableTh label="Name" by="name" sort={sort} onSort={onSort} />
            <Th>Extractor</Th>
            <Th>Loader</Th>
            <Th>Transform</Th>
            <Th>Active</Th>
            <Th>Last status</Th>
            <Th className="hidden 2xl:table-cell">Last result</Th>
            <SortableTh
              label="Last run"
              by="lastExecutionAt"
              first="descending"
              sort={sort}
              onSort={onSort}
            />
            <Th>Next tick</Th>
            <SortableTh label="Created" by="createdAt" first="descending" sort={sort} onSort={onSort} />
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </>
        }
      >
        {pipelines === null ? (
          <SkeletonRows columns={12} rows={12} />
        ) : (
          pipelines.map((pipeline) => <Row key={pipeline.id} pipeline={pipeline} selection={selection} />)
        )}
      </Table>
    </Card>
  )
}

function Row({ pipeline, selection }: { pipeline: PipelineSummary; selection: Selection }) {
  const { id, name, type, lastExecution: last } = pipeline
  const transforms = [...pipeline.mappers, pipeline.transform].filter((part) => part !== '')
  return (
    <Tr data-item current={selection.has(id)}>
      <Td className="w-px pr-0">
        <SelectBox
          data-item-select
          label={`Select ${name}`}
          checked={selection.has(id)}
          onToggle={(range) => selection.toggle(id, range)}
          className="-my-1"
        />
      </Td>
      <Td className="min-w-56 font-medium min-[112rem]:min-w-96">
        <Link data-item-link to={paths.pipeline(id)} className="mr-2 rounded-sm hover:underline">
          <Breakable text={name} />
        </Link>
        <Badge>{type.toUpperCase()}</Badge>
      </Td>
      <Td className="font-mono text-xs whitespace-nowrap">{pipeline.extractor}</Td>
      <Td className="font-mono text-xs whitespace-nowrap">{pipeline.loader}</Td>
      <Td className="font-mono text-xs whitespace-pre">
        {transforms.length === 0 ? '—' : transforms.join('\n')}
      </Td>
      <Td>
        <ActiveSwitch pipeline={pipeline} />
      </Td>
      <Td>
        {last === null ? (
          '—'
        ) : (
          <span className="flex items-center gap-1.5">
            <StatusBadge status={last.status} cancelling={last.cancelRequestedAt !== null} />
            <ShortfallBadge shortfall={last.shortfall} />
          </span>
        )}
      </Td>
      <Td className="hidden w-full max-w-0 min-w-40 2xl:table-cell">
        <LastResult execution={last} />
      </Td>
      <Td className="whitespace-nowrap text-text-soft">
        <RelativeTime at={last === null ? null : (last.startedAt ?? last.queuedAt)} />
      </Td>
      <Td className="whitespace-nowrap text-text-soft">
        <RelativeTime at={pipeline.nextDueAt} />
      </Td>
      <Td className="whitespace-nowrap text-text-soft">
        <DateOnly at={pipeline.createdAt} />
      </Td>
      <Td>
        <div className="flex justify-end gap-1">
          <PipelineActions pipeline={pipeline} compact />
        </div>
      </Td>
    </Tr>
  )
}

function ActiveSwitch({ pipeline }: { pipeline: PipelineSummary }) {
  const operator = useRole('operator')
  const { setActive, busy } = usePipelineChanges()
  const reason = pipeline.archivedAt === null ? undefined : 'It is archived. Restore it first.'
  return (
    <Switch
      label={`${pipeline.name} is active`}
      hideLabel
      checked={pipeline.isActive}
      disabledReason={reason ?? (operator.allowed ? (busy ? 'One moment…' : undefined) : operator.reason)}
      onChange={(isActive) => setActive(pipeline, isActive)}
    />
  )
}
