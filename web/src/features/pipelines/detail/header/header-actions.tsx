import { isFinished } from '@flx/shared/executions/execution-status'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { useMutation } from '@tanstack/react-query'
import {
  CircleStop,
  Copy,
  LayoutTemplate,
  Pencil,
  Play,
  Power,
  PowerOff,
  SlidersHorizontal,
  Table2,
  Trash2,
  Waypoints,
} from 'lucide-react'
import { useState } from 'react'
import { Link, useLocation, useNavigate } from 'react-router'

import { updatePipeline } from '#web/api/pipelines/pipelines.ts'
import { useRole } from '#web/api/access/session.ts'
import { isExecuteRequested } from '#web/lib/execute-request.ts'
import { HoldDialog } from '#web/parts/holds/hold-dialog.tsx'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { MoreActions } from '#web/ui/overlays/more-actions.tsx'
import { dialogOnDemand } from '#web/ui/on-demand/dialog-on-demand.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { CancelDialog } from '../../cancel-dialog.tsx'
import { ExecuteDialog } from '../../execute-dialog.tsx'
import { OptionsDialog } from '../options/options-dialog.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { previewWords } from '../preview/words.ts'
import { useHeaderKeys, type HeaderDialog } from './header-keys.ts'
import { headerActionsWords } from '../words.ts'

const preview = dialogOnDemand(() => import('../preview/preview-dialog.tsx'), {
  title: ({ pipeline }) => previewWords.title(pipeline.name),
  height: 'h-36',
  wide: true,
})

/** The actions for a pipeline. An action that is not possible now stays visible, with the reason. */
export function HeaderActions({ pipeline }: { pipeline: Pipeline }) {
  const navigate = useNavigate()
  const toast = useToast()
  const { state } = useLocation()
  const [dialog, setDialog] = useState<HeaderDialog | null>(() =>
    isExecuteRequested(state) ? 'execute' : null,
  )
  const [holding, setHolding] = useState<string | null>(null)
  const updating = useMutation(updatePipeline())
  const { id, name, isActive, version, lastExecution: last } = pipeline
  const operatorReason = useReason('operator', pipeline)
  const editorReason = useReason('editor', pipeline)
  const isUnfinished = last !== null && !isFinished(last.status)
  const isCancelling = isUnfinished && last.cancelRequestedAt !== null
  const toggle = () =>
    updating.mutate(
      { id, body: { version, isActive: !isActive } },
      {
        onSuccess: (saved) =>
          toast.done(headerActionsWords.switched(name, isActive), () =>
            updating.mutate(
              { id, body: { version: saved.version, isActive } },
              { onError: (error) => toast.problem(messageOf(error)) },
            ),
          ),
        onError: (error) => toast.problem(messageOf(error)),
      },
    )

  useHeaderKeys({
    pipeline,
    operatorReason,
    editorReason,
    busy: updating.isPending,
    onDialog: setDialog,
    onToggle: toggle,
    onHold: setHolding,
  })

  return (
    <>
      {isUnfinished ? (
        <Button
          variant="danger-quiet"
          icon={CircleStop}
          disabledReason={operatorReason ?? (isCancelling ? headerActionsWords.cancelling : undefined)}
          onClick={() => setDialog('cancel')}
        >
          {headerActionsWords.cancel}
        </Button>
      ) : (
        <Button
          variant="primary"
          icon={Play}
          disabledReason={operatorReason}
          onClick={() => setDialog('execute')}
        >
          {headerActionsWords.execute}
        </Button>
      )}
      {editorReason === undefined ? (
        <Link to={paths.editPipeline(id)} className={buttonClass()}>
          <Pencil aria-hidden className="size-4" />
          {headerActionsWords.editConfiguration}
        </Link>
      ) : (
        <Button icon={Pencil} disabledReason={editorReason}>
          {headerActionsWords.editConfiguration}
        </Button>
      )}
      <MoreActions
        label={headerActionsWords.moreActions}
        onPrepare={preview.prepare}
        items={[
          {
            key: 'options',
            label: headerActionsWords.executeWithOptions,
            icon: SlidersHorizontal,
            disabledReason: operatorReason ?? (isUnfinished ? headerActionsWords.unfinished : undefined),
            onSelect: () => setDialog('options'),
          },
          {
            key: 'preview',
            label: previewWords.menu,
            icon: Table2,
            disabledReason:
              editorReason ?? (pipeline.type === 'meltano' ? headerActionsWords.previewOfMeltano : undefined),
            onSelect: () => setDialog('preview'),
          },
          {
            key: 'active',
            label: isActive ? headerActionsWords.deactivate : headerActionsWords.activate,
            icon: isActive ? PowerOff : Power,
            disabledReason: operatorReason ?? (updating.isPending ? headerActionsWords.saving : undefined),
            onSelect: toggle,
          },
          {
            key: 'lineage',
            label: headerActionsWords.lineage,
            icon: Waypoints,
            onSelect: () => void navigate(paths.lineage({ pipeline: id })),
          },
          {
            key: 'duplicate',
            label: headerActionsWords.duplicate,
            icon: Copy,
            disabledReason: editorReason,
            onSelect: () => void navigate(paths.newPipeline(id)),
          },
          {
            key: 'template',
            label: headerActionsWords.makeTemplate,
            icon: LayoutTemplate,
            disabledReason:
              editorReason ??
              (pipeline.type === 'meltano' ? headerActionsWords.templateOfMeltano : undefined),
            onSelect: () => void navigate(paths.newTemplate({ from: id })),
          },
          {
            key: 'delete',
            label: headerActionsWords.delete,
            icon: Trash2,
            danger: true,
            disabledReason: editorReason ?? (isUnfinished ? headerActionsWords.unfinished : undefined),
            onSelect: () => setDialog('delete'),
          },
        ]}
      />
      {dialog === 'execute' && <ExecuteDialog pipeline={pipeline} onClose={() => setDialog(null)} />}
      {holding !== null && <HoldDialog plugin={holding} onClose={() => setHolding(null)} />}
      {dialog === 'options' && <OptionsDialog pipeline={pipeline} onClose={() => setDialog(null)} />}
      {dialog === 'preview' && <preview.Dialog pipeline={pipeline} onClose={() => setDialog(null)} />}
      {dialog === 'cancel' && <CancelDialog pipeline={pipeline} onClose={() => setDialog(null)} />}
      {dialog === 'delete' && <DeleteDialog pipeline={pipeline} onClose={() => setDialog(null)} />}
    </>
  )
}

/** Returns why the user cannot change this pipeline, or undefined if they can. */
function useReason(requiredRole: 'operator' | 'editor', pipeline: Pipeline): string | undefined {
  const role = useRole(requiredRole)
  if (pipeline.archivedAt !== null) return headerActionsWords.archived
  return role.allowed ? undefined : role.reason
}
