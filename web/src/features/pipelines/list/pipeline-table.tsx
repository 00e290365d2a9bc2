import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import type { PipelineSort } from '@flx/shared/pipelines/pipeline-list'
import { ArrowDownToLine, ArrowUpFromLine } from 'lucide-react'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import type { Selection } from '#web/lib/lists/selection.ts'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/status/badge.tsx'
import { Breakable } from '#web/ui/breakable.tsx'
import { Card } from '#web/ui/card.tsx'
import { Switch } from '#web/ui/fields/checkbox.tsx'
import { actionsColumn, DataTable, type Column } from '#web/ui/table/data-table.tsx'
import { ShortfallBadge } from '#web/ui/status/shortfall-badge.tsx'
import { StatusBadge } from '#web/ui/status/status-badge.tsx'
import { DateOnly, RelativeTime } from '#web/ui/time.tsx'

import { LastResult } from './last-result.tsx'
import { TemplateBadge } from './template/template-badge.tsx'
import { PipelineActions } from './pipeline-actions.tsx'
import { usePipelineChanges } from './use-pipeline-changes.ts'
import { pipelineTableWords } from './words.ts'

const COLUMNS: readonly Column<PipelineSummary, 'name' | 'lastExecutionAt' | 'createdAt'>[] = [
  {
    label: pipelineTableWords.name,
    card: 'title',
    sort: { by: 'name' },
    className: 'min-w-56 font-medium min-[112rem]:min-w-96',
    cell: ({ id, name, type, template }) => (
      <>
        <Link data-item-link to={paths.pipeline(id)} className="mr-2 rounded-sm hover:underline">
          <Breakable text={name} />
        </Link>
        <Badge>{type.toUpperCase()}</Badge> <TemplateBadge template={template} />
      </>
    ),
  },
  {
    label: pipelineTableWords.extractor,
    card: 'fact',
    cardIcon: ArrowUpFromLine,
    className: 'font-mono text-xs whitespace-nowrap',
    cell: ({ extractor }) => extractor,
  },
  {
    label: pipelineTableWords.loader,
    card: 'fact',
    cardIcon: ArrowDownToLine,
    className: 'font-mono text-xs whitespace-nowrap',
    cell: ({ loader }) => loader,
  },
  {
    label: pipelineTableWords.transform,
    card: 'none',
    className: 'font-mono text-xs whitespace-pre',
    cell: ({ mappers, transform }) => {
      const transforms = [...mappers, transform].filter((part) => part !== '')
      return transforms.length === 0 ? '—' : transforms.join('\n')
    },
  },
  {
    label: pipelineTableWords.active,
    card: 'fact',
    cell: (pipeline) => <ActiveSwitch pipeline={pipeline} />,
  },
  {
    label: pipelineTableWords.lastStatus,
    card: 'status',
    inCard: ({ lastExecution }) => lastExecution !== null,
    cell: ({ lastExecution: last }) =>
      last === null ? (
        '—'
      ) : (
        <span className="flex items-center gap-1.5">
          <StatusBadge status={last.status} cancelling={last.cancelRequestedAt !== null} />
          <ShortfallBadge shortfall={last.shortfall} />
        </span>
      ),
  },
  {
    label: pipelineTableWords.lastResult,
    card: 'none',
    headClass: 'hidden 2xl:table-cell',
    className: 'hidden w-full max-w-0 min-w-40 2xl:table-cell',
    cell: ({ lastExecution }) => <LastResult execution={lastExecution} />,
  },
  {
    label: pipelineTableWords.lastRun,
    card: 'time',
    cardLabel: true,
    inCard: ({ lastExecution }) => lastExecution !== null,
    sort: { by: 'lastExecutionAt', first: 'descending' },
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ lastExecution: last }) => (
      <RelativeTime at={last === null ? null : (last.startedAt ?? last.queuedAt)} />
    ),
  },
  {
    label: pipelineTableWords.nextRun,
    card: 'fact',
    inCard: ({ nextDueAt }) => nextDueAt !== null,
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ nextDueAt }) => <RelativeTime at={nextDueAt} />,
  },
  {
    label: pipelineTableWords.created,
    card: 'none',
    sort: { by: 'createdAt', first: 'descending' },
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ createdAt }) => <DateOnly at={createdAt} />,
  },
  actionsColumn(
    (pipeline) => (
      <div className="flex justify-end gap-1">
        <PipelineActions pipeline={pipeline} compact />
      </div>
    ),
    '',
  ),
]

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
    // Narrower gaps than elsewhere: of eleven columns, the name must not be squeezed.
    <Card className="overflow-clip [&_td]:px-2 [&_th]:px-2">
      <DataTable
        label={pipelineTableWords.pipelines}
        columns={COLUMNS}
        rows={pipelines}
        keyOf={({ id }) => id}
        skeleton={12}
        order={{ sort, onSort }}
        choice={{
          selection,
          all: pipelineTableWords.selectAllPipelinesShown,
          one: ({ name }) => pipelineTableWords.select(name),
        }}
      />
    </Card>
  )
}

function ActiveSwitch({ pipeline }: { pipeline: PipelineSummary }) {
  const operator = useRole('operator')
  const { setActive, busy } = usePipelineChanges()
  const reason = pipeline.archivedAt === null ? undefined : pipelineTableWords.archived
  return (
    <Switch
      label={pipelineTableWords.activeNamed(pipeline.name)}
      hideLabel
      checked={pipeline.isActive}
      disabledReason={
        reason ?? (operator.allowed ? (busy ? pipelineTableWords.saving : undefined) : operator.reason)
      }
      onChange={(isActive) => setActive(pipeline, isActive)}
    />
  )
}
