import { AUDIT_ACTIONS, AUDIT_ENTITIES, type AuditEntry } from '@flx/shared/audit'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { useRef, type ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'

import { audit } from '#web/api/audit.ts'
import { useRole } from '#web/api/session.ts'
import { useListKeys } from '#web/lib/list-keys.ts'
import { useTimeZone } from '#web/lib/time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { FilterChip } from '#web/ui/chip.tsx'
import { DaysChip } from '#web/ui/days-chip.tsx'
import { LoadMore } from '#web/ui/load-more.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { EmptyState, ErrorState } from '#web/ui/states.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { SettingsFrame } from '../settings/settings-frame.tsx'
import { readAuditSearch, readDays } from './audit-search.ts'
import { actionWord, capital, entityPath, entityWord } from './audit-words.ts'
import { ChangeList } from './change-list.tsx'

const ENTITY_OPTIONS = AUDIT_ENTITIES.map((value) => ({ value, label: capital(entityWord(value)) }))
const ACTION_OPTIONS = AUDIT_ACTIONS.map((value) => ({ value, label: capital(actionWord(value)) }))
const COLUMNS = 4

/** What people changed, with filters in the URL. */
export function Component() {
  const admin = useRole('admin')
  return (
    <SettingsFrame title="Audit log">
      {admin.allowed ? <AuditList /> : <Notice tone="caution">{admin.reason}</Notice>}
    </SettingsFrame>
  )
}

function AuditList() {
  const zone = useTimeZone()
  const [parameters, setParameters] = useSearchParams()
  const filters = readAuditSearch(parameters, zone)
  const list = useInfiniteQuery({ ...audit.list(filters), placeholderData: keepPreviousData })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const region = useRef<HTMLDivElement>(null)
  useListKeys(region)
  const change = (changes: Record<string, string | undefined>) =>
    setParameters(
      (current) => {
        const next = new URLSearchParams(current)
        for (const [name, value] of Object.entries(changes)) {
          if (value === undefined || value === '') next.delete(name)
          else next.set(name, value)
        }
        return next
      },
      { replace: true, preventScrollReset: true },
    )
  const narrowed = Object.keys(filters).length > 0
  const clear = () => setParameters({}, { replace: true })
  const actorName = items.find(({ actorId }) => actorId === filters.actor)?.actorName ?? 'One person'

  const content = (): ReactNode => {
    if (list.isError && list.data === undefined) {
      return (
        <ErrorState
          title="The audit log could not be loaded"
          error={list.error}
          retrying={list.isFetching}
          onRetry={() => void list.refetch()}
        />
      )
    }
    if (!list.isPending && items.length === 0) {
      return (
        <EmptyState
          icon={ScrollText}
          title={narrowed ? 'No entries match' : 'Nothing was changed yet'}
          actions={narrowed && <Button onClick={clear}>Clear all filters</Button>}
        >
          {narrowed
            ? 'No entry has all of these properties.'
            : 'Who changes what is listed here, without secrets.'}
        </EmptyState>
      )
    }
    return (
      <Table
        label="Audit log, newest first"
        head={
          <>
            <Th>When</Th>
            <Th>Who</Th>
            <Th>Did what</Th>
            <Th>Changes</Th>
          </>
        }
      >
        {list.isPending ? (
          <SkeletonRows columns={COLUMNS} />
        ) : (
          items.map((entry) => <Row key={entry.id} entry={entry} onActor={(actor) => change({ actor })} />)
        )}
      </Table>
    )
  }

  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <SearchField
          label="Search the audit log"
          placeholder="Search names…"
          value={parameters.get('search') ?? ''}
          onSearch={(search) => change({ search })}
          className="w-full sm:w-64"
        />
        <FilterChip
          label="What"
          options={ENTITY_OPTIONS}
          value={filters.entityType}
          onChange={(entityType) => change({ entityType })}
        />
        <FilterChip
          label="Action"
          options={ACTION_OPTIONS}
          value={filters.action}
          onChange={(action) => change({ action })}
        />
        {filters.actor !== undefined && (
          <FilterChip
            label="Who"
            options={[{ value: filters.actor, label: actorName }]}
            value={filters.actor}
            onChange={(actor) => change({ actor })}
          />
        )}
        <DaysChip label="Day" {...readDays(parameters)} onChange={(days) => change({ ...days })} />
        {narrowed && (
          <Button variant="quiet" onClick={clear}>
            Clear all
          </Button>
        )}
      </div>
      <div ref={region} className={list.isPlaceholderData ? 'opacity-60' : undefined}>
        <Card className="overflow-hidden">{content()}</Card>
        {items.length > 0 && (
          <LoadMore
            shown={items.length}
            total={list.data?.pages[0]?.total}
            noun={items.length === 1 ? 'entry' : 'entries'}
            hasMore={list.hasNextPage}
            busy={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
          />
        )}
      </div>
    </>
  )
}

function Row({ entry, onActor }: { entry: AuditEntry; onActor: (id: string) => void }) {
  const path = entityPath(entry)
  const { actorId, actorName, tokenName } = entry
  return (
    <Tr data-item>
      <Td className="align-top whitespace-nowrap text-text-soft">
        <RelativeTime at={entry.at} />
      </Td>
      <Td className="min-w-32 align-top">
        {actorId === null ? (
          actorName
        ) : (
          <button
            type="button"
            title={`Show what ${actorName} did`}
            className="rounded-sm text-left hover:underline"
            onClick={() => onActor(actorId)}
          >
            {actorName}
          </button>
        )}
        {tokenName !== null && <div className="text-xs text-text-faint">by the token {tokenName}</div>}
      </Td>
      <Td className="min-w-56 align-top">
        {actionWord(entry.action)}{' '}
        <span className="text-text-faint">
          {entry.entityType === 'execution' ? 'an execution of' : entityWord(entry.entityType)}
        </span>{' '}
        {path === null ? (
          <b className="font-medium">{entry.entityName}</b>
        ) : (
          <Link to={path} data-item-link className="rounded-sm font-medium hover:underline">
            {entry.entityName}
          </Link>
        )}
      </Td>
      <Td className="w-full min-w-64 align-top">
        {entry.changes.length === 0 ? (
          <span className="text-text-faint">—</span>
        ) : (
          <ChangeList changes={entry.changes} />
        )}
      </Td>
    </Tr>
  )
}
