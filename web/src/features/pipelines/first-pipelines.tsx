import { useMutation } from '@tanstack/react-query'
import { Plus, Sparkles } from 'lucide-react'
import { Link } from 'react-router'

import { addSamples } from '#web/api/pipelines.ts'
import { useRole } from '#web/api/session.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

/** What to do where no pipeline is: create one, or add the samples. `onAdded` hears how many were. */
export function FirstPipelines({ onAdded }: { onAdded: (added: number) => void }) {
  const toast = useToast()
  const editor = useRole('editor')
  const adding = useMutation({
    ...addSamples(),
    onError: (error) => toast.problem(`The sample pipelines could not be added. ${messageOf(error)}`),
  })
  // Not a callback of the mutation: this component is gone once the list has loaded anew.
  const add = () =>
    adding.mutateAsync().then(
      ({ added }) => onAdded(added),
      () => undefined,
    )
  return (
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
  )
}
