import { useMutation } from '@tanstack/react-query'
import { FolderInput, Plus, Sparkles } from 'lucide-react'
import { Link } from 'react-router'

import { addSamples } from '#web/api/pipelines/pipelines.ts'
import { useRole } from '#web/api/access/session.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { firstPipelinesWords } from './words.ts'

/**
 * Shown when there are no pipelines: create one, or add the samples. `onAdded` is called with the number
 * added.
 */
export function FirstPipelines({ onAdded }: { onAdded: (count: number) => void }) {
  const toast = useToast()
  const editor = useRole('editor')
  const adding = useMutation({
    ...addSamples(),
    onError: (error) => toast.problem(firstPipelinesWords.failed(messageOf(error))),
  })
  // Not a callback of the mutation: this component is unmounted once the list has reloaded.
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
          {firstPipelinesWords.create}
        </Link>
      )}
      {editor.allowed && (
        <Link to={paths.importProject()} className={buttonClass()}>
          <FolderInput aria-hidden className="size-4" />
          {firstPipelinesWords.importProject}
        </Link>
      )}
      <Button
        icon={Sparkles}
        busy={adding.isPending}
        disabledReason={editor.allowed ? undefined : editor.reason}
        onClick={() => void add()}
      >
        {firstPipelinesWords.addSamples}
      </Button>
    </>
  )
}
