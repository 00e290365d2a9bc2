import { AUDIT_ACTIONS, AUDIT_ENTITIES, type AuditEntry } from '@flx/shared/access/audit'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { ScrollText, User } from 'lucide-react'
import { Link } from 'react-router'

import { audit } from '#web/api/access/audit.ts'
import { useRole } from '#web/api/access/session.ts'
import { changeSearch } from '#web/lib/lists/change-search.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { ChipRow } from '#web/ui/chips/chip-row.tsx'
import { FilterChip } from '#web/ui/chips/chip.tsx'
import { DaysChip } from '#web/ui/chips/days-chip.tsx'
import type { Column } from '#web/ui/table/data-table.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { PagedTable } from '#web/ui/table/query-table.tsx'
import { EmptyState } from '#web/ui/states.tsx'
import { ListRegion } from '#web/ui/table/list-region.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { SettingsFrame } from '#web/parts/settings/settings-frame.tsx'
import { readAuditSearch, readDays } from './audit-search.ts'
import { actionWord, capital, entityPath, entityWord } from '#web/parts/changes/audit-words.ts'
import { ChangeList } from '#web/parts/changes/change-list.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'
import { auditWords } from './words.ts'

const ENTITY_OPTIONS = AUDIT_ENTITIES.map((value) => ({ value, label: capital(entityWord(value)) }))
const ACTION_OPTIONS = AUDIT_ACTIONS.map((value) => ({ value, label: capital(actionWord(value)) }))

/** The audit log, with filters in the URL. */
export function Component() {
  const admin = useRole('admin')
  return (
    <SettingsFrame title={auditWords.auditLog}>
      {admin.allowed ? <AuditList /> : <Notice tone="caution">{admin.reason}</Notice>}
    </SettingsFrame>
  )
}

function AuditList() {
  const zone = useTimeZone()
  const [parameters, setParameters] = useAddressSearch()
  const filters = readAuditSearch(parameters, zone)
  const list = useInfiniteQuery({ ...audit.list(filters), placeholderData: keepPreviousData })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const change = (changes: Record<string, string | undefined>) =>
    setParameters((current) => changeSearch(current, changes), { replace: true, preventScrollReset: true })
  const isFiltered = Object.keys(filters).length > 0
  const clear = () => setParameters({}, { replace: true })
  const actorName = items.find(({ actorId }) => actorId === filters.actor)?.actorName ?? auditWords.oneUser

  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <SearchField
          label={auditWords.searchAuditLog}
          placeholder={auditWords.searchNames}
          value={parameters.get('search') ?? ''}
          onSearch={(search) => change({ search })}
          className="w-full sm:w-64"
        />
        <ChipRow>
          <FilterChip
            label={auditWords.entity}
            options={ENTITY_OPTIONS}
            value={filters.entityType}
            onChange={(entityType) => change({ entityType })}
          />
          <FilterChip
            label={auditWords.action}
            options={ACTION_OPTIONS}
            value={filters.action}
            onChange={(action) => change({ action })}
          />
          {filters.actor !== undefined && (
            <FilterChip
              label={auditWords.who}
              options={[{ value: filters.actor, label: actorName }]}
              value={filters.actor}
              onChange={(actor) => change({ actor })}
            />
          )}
          <DaysChip
            label={auditWords.date}
            {...readDays(parameters)}
            onChange={(days) => change({ ...days })}
          />
          {isFiltered && (
            <Button variant="quiet" onClick={clear}>
              {auditWords.clearAll}
            </Button>
          )}
        </ChipRow>
      </div>
      <ListRegion isStale={list.isPlaceholderData}>
        <PagedTable
          label={auditWords.auditLogNewestFirst}
          query={list}
          columns={columnsOf((actor) => change({ actor }))}
          keyOf={({ id }) => id}
          errorTitle={auditWords.loadError}
          empty={
            <EmptyState
              icon={ScrollText}
              title={isFiltered ? auditWords.noEntriesMatch : auditWords.empty}
              actions={isFiltered && <Button onClick={clear}>{auditWords.clearAllFilters}</Button>}
            >
              {isFiltered ? auditWords.noMatchHint : auditWords.emptyHint}
            </EmptyState>
          }
          noun={auditWords.noun}
        />
      </ListRegion>
    </>
  )
}

const columnsOf = (onActor: (id: string) => void): readonly Column<AuditEntry>[] => [
  {
    label: auditWords.when,
    card: 'time',
    className: 'align-top whitespace-nowrap text-text-soft',
    cell: ({ at }) => <RelativeTime at={at} />,
  },
  {
    label: auditWords.who,
    card: 'fact',
    cardIcon: User,
    className: 'min-w-32 align-top',
    cell: ({ actorId, actorName, tokenName }) => (
      <>
        {actorId === null ? (
          actorName
        ) : (
          <button
            type="button"
            title={auditWords.showActor(actorName)}
            className="rounded-sm text-left hover:underline"
            onClick={() => onActor(actorId)}
          >
            {actorName}
          </button>
        )}
        {tokenName !== null && <div className="text-xs text-text-faint">{auditWords.byToken(tokenName)}</div>}
      </>
    ),
  },
  {
    label: auditWords.action,
    card: 'title',
    className: 'min-w-56 align-top',
    cell: (entry) => <ActionCell entry={entry} />,
  },
  {
    label: auditWords.changes,
    card: 'message',
    inCard: ({ changes }) => changes.length > 0,
    className: 'w-full min-w-64 align-top',
    cell: ({ changes }) =>
      changes.length === 0 ? <span className="text-text-faint">—</span> : <ChangeList changes={changes} />,
  },
]

function ActionCell({ entry }: { entry: AuditEntry }) {
  const path = entityPath(entry)
  return (
    <>
      {actionWord(entry.action)}{' '}
      <span className="text-text-faint">
        {entry.entityType === 'execution' ? auditWords.executionOf : entityWord(entry.entityType)}
      </span>{' '}
      {path === null ? (
        <b className="font-medium">{entry.entityName}</b>
      ) : (
        <Link to={path} data-item-link className="rounded-sm font-medium hover:underline">
          {entry.entityName}
        </Link>
      )}
    </>
  )
}
