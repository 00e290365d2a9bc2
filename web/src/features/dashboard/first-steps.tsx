import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Gauge, Plus, Sparkles } from 'lucide-react'
import { Link, useNavigate } from 'react-router'

import { addSamples } from '#web/api/pipelines.ts'
import { useRole } from '#web/api/session.ts'
import { statistics } from '#web/api/statistics.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { EmptyState, messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

/** A fresh installation: nothing to count yet. */
export function FirstSteps() {
  const toast = useToast()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const editor = useRole('editor')
  const adding = useMutation({
    ...addSamples(),
    onError: (error) => toast.problem(`The sample pipelines could not be added. ${messageOf(error)}`),
  })
  const add = () =>
    adding.mutateAsync().then(
      () => {
        void queries.invalidateQueries({ queryKey: statistics.all })
        void navigate(paths.pipelines())
      },
      () => undefined,
    )
  return (
    <Card>
      <EmptyState
        icon={Gauge}
        title="Nothing to show yet"
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
        Figures and charts appear here as soon as a pipeline has executed. The samples need nothing but this
        machine.
      </EmptyState>
    </Card>
  )
}
