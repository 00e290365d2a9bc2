import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { openLineage } from '#web/api/lineage/open-lineage.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { CodeBlock } from '#web/ui/code-block.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { Spinner } from '#web/ui/spinner.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'

import { eventDialogWords as words } from './words.ts'
import { openLineagePageWords } from './words.ts'

/** Shows an event as the receiver gets it. */
export function EventDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useQuery(openLineage.event(id))
  const { data, error } = query
  return (
    <Dialog
      title={data === undefined ? openLineagePageWords.title : words.title(data.event)}
      wide
      onClose={onClose}
      footer={<Button onClick={onClose}>{words.close}</Button>}
    >
      {data === undefined && error !== null && <QueryError query={query} title={words.loadError} />}
      {data === undefined && error === null && <Spinner />}
      {data !== undefined && (
        <div className="space-y-3">
          {data.event.error !== null && <p className="wrap-anywhere">{data.event.error}</p>}
          <CodeBlock label={words.payload} text={JSON.stringify(data.payload, null, 2)} wrap />
          <Link to={paths.execution(data.event.executionId)} className="text-accent hover:underline">
            {words.execution}
          </Link>
        </div>
      )}
    </Dialog>
  )
}
