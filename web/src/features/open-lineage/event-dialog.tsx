import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { openLineage } from '#web/api/lineage/open-lineage.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { CodeBlock } from '#web/ui/code-block.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { QueryContent } from '#web/ui/table/query-content.tsx'

import { eventDialogWords as words } from './words.ts'
import { openLineagePageWords } from './words.ts'

/** Shows an event as the receiver gets it. */
export function EventDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useQuery(openLineage.event(id))
  const { data } = query
  return (
    <Dialog
      title={data === undefined ? openLineagePageWords.title : words.title(data.event)}
      wide
      onClose={onClose}
      footer={<Button onClick={onClose}>{words.close}</Button>}
    >
      <QueryContent query={query} errorTitle={words.loadError} skeleton="h-72">
        {({ event, payload }) => (
          <div className="space-y-3">
            {event.error !== null && <p className="wrap-anywhere">{event.error}</p>}
            <CodeBlock label={words.payload} text={JSON.stringify(payload, null, 2)} wrap />
            <Link to={paths.execution(event.executionId)} className="text-accent hover:underline">
              {words.execution}
            </Link>
          </div>
        )}
      </QueryContent>
    </Dialog>
  )
}
