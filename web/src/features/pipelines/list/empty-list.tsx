import { FilterX, Workflow } from 'lucide-react'

import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { EmptyState } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { FirstPipelines } from '#web/parts/first-pipelines.tsx'
import { emptyListWords } from './words.ts'

/** Shown when there are no pipelines yet. */
export function NoPipelines() {
  const toast = useToast()
  return (
    <Card>
      <EmptyState
        icon={Workflow}
        title={emptyListWords.noPipelinesFound}
        actions={<FirstPipelines onAdded={(added) => toast.done(addedWords(added))} />}
      >
        {emptyListWords.emptyHint}
      </EmptyState>
    </Card>
  )
}

const addedWords = (added: number): string =>
  added === 0 ? emptyListWords.noneToAdd : emptyListWords.addedSamples(added)

/** Shown when no pipelines match. */
export function NoMatches({ onClear }: { onClear: () => void }) {
  return (
    <Card>
      <EmptyState
        icon={FilterX}
        title={emptyListWords.noPipelinesMatch}
        actions={
          <Button variant="primary" onClick={onClear}>
            {emptyListWords.clearSearchAndFilters}
          </Button>
        }
      >
        {emptyListWords.noMatchHint}
      </EmptyState>
    </Card>
  )
}
