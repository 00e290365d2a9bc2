import { useMutation } from '@tanstack/react-query'
import { FilterX, Plus, Sparkles, Workflow } from 'lucide-react'
import { Link } from 'react-router'

import { addSamples } from '#web/api/pipelines.ts'
import { useRole } from '#web/api/session.ts'
import { formatCount } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { EmptyState, messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

/** A first start: nothing exists yet. */
export function NoPipelines() {
  const toast = useToast()
  const editor = useRole('editor')
  const adding = useMutation({
    ...addSamples(),
    onError: (error) => toast.problem(`The sample pipelines could not be added. ${messageOf(error)}`),
  })
  // Not a callback of the mutation: this component is gone once the list has loaded anew.
  const add = () =>
    adding.mutateAsync().then(
      ({ added }) => toast.done(addedWords(added)),
      () => undefined,
    )
  return (
    <Card>
      <EmptyState
        icon={Workflow}
        title="No pipelines found"
        actions={
          <>
            {editor.allowed && (
              <Link to={paths.newPipeline()} className={buttonClass({ variant: 'primary' })}>
                <Plus aria-hidden className="size-4" />
                Create pipeline
              </Link>
            )}
            <Button
              icon={Sparkles}
              busy={adding.isPending}
              disabledReason={editor.allowed ? undefined : editor.reason}
              onClick={() => void add()}
            >
              Add sample pipelines
            </Button>
          </>
        }
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
