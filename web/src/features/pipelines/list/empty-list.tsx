import { FilterX, Workflow } from 'lucide-react'

import { formatCount } from '#web/lib/format.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { EmptyState } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { FirstPipelines } from '../first-pipelines.tsx'

/** A first start: nothing exists yet. */
export function NoPipelines() {
  const toast = useToast()
  return (
    <Card>
      <EmptyState
        icon={Workflow}
        title="No pipelines found"
        actions={<FirstPipelines onAdded={(added) => toast.done(addedWords(added))} />}
      >
        A pipeline moves data from an extractor to a loader. The samples need nothing but this machine.
      </EmptyState>
    </Card>
  )
}

const addedWords = (added: number): string =>
  added === 0
    ? 'There was no sample pipeline left to add.'
    : `Added ${formatCount(added, 'sample pipeline')}.`

/** There are pipelines, but none that match. */
export function NoMatches({ onClear }: { onClear: () => void }) {
  return (
    <Card>
      <EmptyState
        icon={FilterX}
        title="No pipelines match"
        actions={
          <Button variant="primary" onClick={onClear}>
            Clear search and filters
          </Button>
        }
      >
        Nothing has all of what you asked for.
      </EmptyState>
    </Card>
  )
}
