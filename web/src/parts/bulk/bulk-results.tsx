import type { BulkReport } from '@flx/shared/bulk'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { bulks } from '#web/api/executions/bulks.ts'
import { paths } from '#web/paths.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { LoadMorePages } from '#web/ui/table/load-more.tsx'
import { QueryContent } from '#web/ui/table/query-content.tsx'

import { bulkHeadline, createdCount } from './bulk-words.ts'
import { bulkResultsWords as words } from './words.ts'

/** Links to the executions that a bulk action created, directly if there is only one. */
export function BulkResults({ report, onOpen }: { report: BulkReport; onOpen: () => void }) {
  const list = useInfiniteQuery(bulks.items(report.id, 'changed'))
  const created = createdCount(report)
  const onlyId = created === 1 ? list.data?.pages[0]?.items[0]?.resultId : null
  if (onlyId !== null && onlyId !== undefined) {
    return (
      <Link to={paths.execution(onlyId)} className={buttonClass({ size: 'small' })}>
        {words.view(1)}
      </Link>
    )
  }
  return (
    <Button size="small" busy={list.isPending} onClick={onOpen}>
      {words.view(created)}
    </Button>
  )
}

/** Lists every execution that a bulk action created. */
export function BulkResultsDialog({ report, onClose }: { report: BulkReport; onClose: () => void }) {
  const list = useInfiniteQuery(bulks.items(report.id, 'changed'))
  return (
    <Dialog title={bulkHeadline(report)} onClose={onClose} wide>
      <QueryContent query={list} errorTitle={words.loadError} skeleton="h-40">
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          return (
            <>
              <ul aria-label={words.executions} className="divide-y divide-line">
                {items.map((item) => (
                  <li key={item.id} className="py-2">
                    {item.resultId === null ? (
                      <Breakable text={item.name} />
                    ) : (
                      <Link
                        to={paths.execution(item.resultId)}
                        onClick={onClose}
                        className="rounded-sm font-medium text-text hover:underline"
                      >
                        <Breakable text={item.name} />
                      </Link>
                    )}
                  </li>
                ))}
              </ul>
              <LoadMorePages
                query={list}
                shown={items.length}
                total={createdCount(report)}
                noun={[words.one, words.many]}
              />
            </>
          )
        }}
      </QueryContent>
    </Dialog>
  )
}
