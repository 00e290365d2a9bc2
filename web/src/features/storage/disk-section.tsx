import type { Storage, StorageUsage, StoredItem } from '@flx/shared/operations/storage'
import { useMutation, useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { useEffect } from 'react'

import { measureStorage, storage } from '#web/api/storage.ts'
import { formatBytes, formatPercent } from '#web/lib/format.ts'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { Loading, messageOf, Skeleton } from '#web/ui/states.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { diskSectionWords } from './words.ts'

/** Free space, and what the data folder contains. */
export function DiskSection() {
  const query = useQuery(storage.usage())
  const { data, error } = query
  const { data: warning } = useQuery(storage.warning())
  const measuring = useMutation(measureStorage())
  const { mutate } = measuring
  const needsMeasuring = data !== undefined && data.usage === null && !data.isMeasuring && data.error === null
  useEffect(() => {
    if (needsMeasuring) mutate(null)
  }, [needsMeasuring, mutate])
  return (
    <Section
      title={diskSectionWords.disk}
      aside={
        <span className="flex flex-wrap items-center gap-3">
          {data?.usage !== null && data !== undefined && (
            <span className="text-sm text-text-faint">
              {diskSectionWords.measured} <RelativeTime at={data.usage.measuredAt} />
            </span>
          )}
          <Button
            size="small"
            icon={RefreshCw}
            busy={measuring.isPending || data?.isMeasuring === true}
            onClick={() => mutate(null)}
          >
            {diskSectionWords.measure}
          </Button>
        </span>
      }
    >
      {data === undefined ? (
        error === null ? (
          <Loading label={diskSectionWords.loading}>
            <Skeleton className="mb-4 h-15 w-full" />
            <Skeleton className="h-102 w-full sm:h-90" />
          </Loading>
        ) : (
          <QueryError query={query} title={diskSectionWords.loadError} />
        )
      ) : (
        <>
          <FreeSpace {...data} isLow={warning?.isLow === true} />
          {measuring.error !== null && (
            <Notice tone="danger" className="mt-3">
              {messageOf(measuring.error)}
            </Notice>
          )}
          {data.error !== null && (
            <Notice tone="danger" className="mt-3">
              {diskSectionWords.failed(data.error)}
            </Notice>
          )}
          {data.usage === null ? (
            data.error === null && (
              <Loading label={diskSectionWords.measuring}>
                <Skeleton className="mt-4 h-102 w-full sm:h-90" />
              </Loading>
            )
          ) : (
            <Parts usage={data.usage} />
          )}
        </>
      )}
    </Section>
  )
}

function FreeSpace({ disk: { freeBytes, totalBytes }, isLow }: Pick<Storage, 'disk'> & { isLow: boolean }) {
  const usedPercent = totalBytes === 0 ? 0 : (1 - freeBytes / totalBytes) * 100
  return (
    <>
      <p className="tabular text-xl font-semibold tracking-tight">
        {formatBytes(freeBytes)}{' '}
        <span className="text-sm font-normal text-text-soft">{diskSectionWords.free}</span>
      </p>
      {/* The text below says the same. */}
      <div aria-hidden className="mt-2 h-2 overflow-hidden rounded-full bg-sunken outline outline-line">
        <div
          className={isLow ? 'h-full bg-danger' : 'h-full bg-accent'}
          style={{ width: `${usedPercent}%` }}
        />
      </div>
      <p className="tabular mt-1 text-xs text-text-faint">
        {diskSectionWords.inUse(formatPercent(usedPercent), formatBytes(totalBytes))}
      </p>
    </>
  )
}

interface Part {
  name: string
  bytes: number
  note?: string
  items?: readonly StoredItem[]
}

const sum = (items: readonly StoredItem[]): number => items.reduce((total, { bytes }) => total + bytes, 0)

function partsOf(usage: StorageUsage): Part[] {
  const { databaseBytes, logBytes, reusableBytes, environments, backups } = usage
  return [
    {
      name: diskSectionWords.historyAndSettings,
      bytes: Math.max(0, databaseBytes - logBytes - reusableBytes),
      note: diskSectionWords.databaseWithoutLogs,
    },
    { name: diskSectionWords.logs, bytes: logBytes, note: 'database' },
    { name: diskSectionWords.reusable, bytes: reusableBytes, note: diskSectionWords.reusableNote },
    {
      name: diskSectionWords.environments,
      bytes: sum(environments),
      note: diskSectionWords.plugins(environments.length),
      items: environments,
    },
    {
      name: diskSectionWords.connectorFiles,
      bytes: usage.fileBytes,
      note: diskSectionWords.connectorFilesNote,
    },
    {
      name: diskSectionWords.backups,
      bytes: sum(backups),
      note: diskSectionWords.backupsNote,
      items: backups,
    },
    { name: diskSectionWords.other, bytes: usage.otherBytes },
  ]
}

function Parts({ usage }: { usage: StorageUsage }) {
  const parts = partsOf(usage)
  const largest = Math.max(1, ...parts.map(({ bytes }) => bytes))
  return (
    <ul aria-label={diskSectionWords.partsLabel} className="mt-4 divide-y divide-line border-t border-line">
      {parts.map((part) => (
        <li key={part.name} className="py-2.5 text-sm">
          <div className="flex items-baseline justify-between gap-3">
            <span className="min-w-0">
              {part.name}
              {part.note !== undefined && <span className="ml-2 text-xs text-text-faint">{part.note}</span>}
            </span>
            <span className="tabular shrink-0 font-medium">{formatBytes(part.bytes)}</span>
          </div>
          <div aria-hidden className="mt-1.5 h-1 overflow-hidden rounded-full bg-sunken">
            <div className="h-full bg-accent" style={{ width: `${(part.bytes / largest) * 100}%` }} />
          </div>
          {part.items !== undefined && part.items.length > 0 && <Items {...part} items={part.items} />}
        </li>
      ))}
    </ul>
  )
}

function Items({ name, items }: { name: string; items: readonly StoredItem[] }) {
  return (
    <details className="mt-1.5">
      <summary className="touch inline-flex cursor-pointer items-center rounded-sm text-xs text-text-soft hover:text-text">
        {diskSectionWords.items(name)}
      </summary>
      <ul className="mt-1 space-y-1">
        {items.map((item) => (
          <li key={item.name} className="flex justify-between gap-3 text-xs text-text-soft">
            <span className="min-w-0 break-all">{item.name}</span>
            <span className="tabular shrink-0">{formatBytes(item.bytes)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
