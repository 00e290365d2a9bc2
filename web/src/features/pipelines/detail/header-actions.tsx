import { isFinished } from '@flx/shared/execution-status'
import type { Pipeline } from '@flx/shared/pipeline'
import { useMutation } from '@tanstack/react-query'
import {
  CircleStop,
  Copy,
  EllipsisVertical,
  Pencil,
  Play,
  Power,
  PowerOff,
  SlidersHorizontal,
  Trash2,
} from 'lucide-react'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'

import { updatePipeline } from '#web/api/pipelines.ts'
import { useRole } from '#web/api/session.ts'
import { useHotkeys } from '#web/lib/hotkeys.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Menu } from '#web/ui/menu.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { CancelDialog } from '../cancel-dialog.tsx'
import { ExecuteDialog } from '../execute-dialog.tsx'
import { OptionsDialog } from './options-dialog.tsx'
import { DeleteDialog } from './delete-dialog.tsx'

type Asking = 'execute' | 'options' | 'cancel' | 'delete'

/** What one can do with a pipeline. What cannot be done now stays, with the reason. */
export function HeaderActions({ pipeline }: { pipeline: Pipeline }) {
  const navigate = useNavigate()
  const toast = useToast()
  const [asking, setAsking] = useState<Asking | null>(null)
  const updating = useMutation(updatePipeline())
  const { id, name, isActive, version, lastExecution: last } = pipeline
  const operator = useReason('operator', pipeline)
  const editor = useReason('editor', pipeline)
  const unfinished = last !== null && !isFinished(last.status)
  const cancelling = unfinished && last.cancelRequestedAt !== null
  useHotkeys({
    e: () => {
      if (operator === undefined && !cancelling) setAsking(unfinished ? 'cancel' : 'execute')
    },
  })

  const toggle = () =>
    updating.mutate(
      { id, body: { version, isActive: !isActive } },
      {
        onSuccess: (saved) =>
          toast.done(`${name} is ${isActive ? 'inactive' : 'active'} now.`, () =>
            updating.mutate(
              { id, body: { version: saved.version, isActive } },
              { onError: (error) => toast.problem(messageOf(error)) },
            ),
          ),
        onError: (error) => toast.problem(messageOf(error)),
      },
    )

  return (
    <>
      {unfinished ? (
        <Button
          variant="danger-quiet"
          icon={CircleStop}
          disabledReason={operator ?? (cancelling ? 'Cancelling is under way.' : undefined)}
          onClick={() => setAsking('cancel')}
        >
          Cancel
        </Button>
      ) : (
        <Button variant="primary" icon={Play} disabledReason={operator} onClick={() => setAsking('execute')}>
          Execute
        </Button>
      )}
      {editor === undefined ? (
        <Link to={paths.editPipeline(id)} className={buttonClass()}>
          <Pencil aria-hidden className="size-4" />
          Edit configuration
        </Link>
      ) : (
        <Button icon={Pencil} disabledReason={editor}>
          Edit configuration
        </Button>
      )}
      <Menu
        label="More actions"
        align="end"
        triggerClass={buttonClass({ className: 'w-8 px-0!' })}
        trigger={<EllipsisVertical aria-hidden className="size-4" />}
        items={[
          {
            key: 'options',
            label: 'Execute with options…',
            icon: SlidersHorizontal,
            disabledReason:
              operator ??
              (unfinished ? 'An execution is unfinished. Cancel it, or wait for its end.' : undefined),
            onSelect: () => setAsking('options'),
          },
          {
            key: 'active',
            label: isActive ? 'Deactivate' : 'Activate',
            icon: isActive ? PowerOff : Power,
            disabledReason: operator ?? (updating.isPending ? 'It is being saved.' : undefined),
            onSelect: toggle,
          },
          {
            key: 'duplicate',
            label: 'Duplicate',
            icon: Copy,
            disabledReason: editor,
            onSelect: () => void navigate(paths.newPipeline(id)),
          },
          {
            key: 'delete',
            label: 'Delete…',
            icon: Trash2,
            danger: true,
            disabledReason:
              editor ??
              (unfinished ? 'An execution is unfinished. Cancel it, or wait for its end.' : undefined),
            onSelect: () => setAsking('delete'),
          },
        ]}
      />
      {asking === 'execute' && <ExecuteDialog pipeline={pipeline} onClose={() => setAsking(null)} />}
      {asking === 'options' && <OptionsDialog pipeline={pipeline} onClose={() => setAsking(null)} />}
      {asking === 'cancel' && <CancelDialog pipeline={pipeline} onClose={() => setAsking(null)} />}
      {asking === 'delete' && <DeleteDialog pipeline={pipeline} onClose={() => setAsking(null)} />}
    </>
  )
}

/** Why somebody cannot change this pipeline, undefined when they can. */
function useReason(needed: 'operator' | 'editor', pipeline: Pipeline): string | undefined {
  const role = useRole(needed)
  if (pipeline.archivedAt !== null) return 'It was deleted. Restore it first.'
  return role.allowed ? undefined : role.reason
}
