import type { BulkItem, BulkKind, BulkReport } from '@flx/shared/bulk'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { bulks } from '#web/api/executions/bulks.ts'
import { paths } from '#web/paths.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { LoadMorePages } from '#web/ui/table/load-more.tsx'
import { ErrorState } from '#web/ui/states.tsx'

import { bulkHeadline } from './bulk-words.ts'
import { bulkFailuresWords } from './words.ts'

const HREFS: Record<BulkKind, (id: string) => string> = {
  pipelines: paths.pipeline,
  executions: (id) => paths.execution(id),
  plugins: paths.plugin,
}

/** Lists every failure of a bulk action with its message. */
export function BulkFailures({ report, onClose }: { report: BulkReport; onClose: () => void }) {
  const list = useInfiniteQuery(bulks.items(report.id, 'failed'))
  const items = list.data?.pages.flatMap((page) => page.items) ?? report.failures
  return (
    <Dialog title={bulkHeadline(report)} onClose={onClose} wide>
      {list.isError && <ErrorState compact error={list.error} onRetry={() => void list.refetch()} />}
      <ul aria-label={bulkFailuresWords.failures} className="divide-y divide-line">
        {items.map((item) => (
          <Failure key={item.id} item={item} href={HREFS[report.kind](item.id)} onFollow={onClose} />
        ))}
      </ul>
      <LoadMorePages
        query={list}
        shown={items.length}
        total={report.failed}
        noun={[bulkFailuresWords.one, bulkFailuresWords.many]}
      />
    </Dialog>
  )
}

function Failure({ item, href, onFollow }: { item: BulkItem; href: string; onFollow: () => void }) {
  return (
    <li className="py-2">
      <Link to={href} onClick={onFollow} className="rounded-sm font-medium text-text hover:underline">
        <Breakable text={item.name} />
      </Link>
      <p>{item.message}</p>
    </li>
  )
}
