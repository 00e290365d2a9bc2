import { isFinished } from '@flx/shared/executions/execution-status'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import {
  CircleStop,
  Copy,
  Hand,
  Pencil,
  Play,
  Power,
  PowerOff,
  ScrollText,
  SlidersHorizontal,
  Table2,
} from 'lucide-react'
import { useNavigate } from 'react-router'

import { usePageActions } from '#web/lib/page-actions.ts'
import { paths } from '#web/paths.ts'

import { previewWords } from '../preview/words.ts'
import { headerActionsWords } from '../words.ts'

/** The dialogs that a pipeline's page opens. */
export type HeaderDialog = 'execute' | 'options' | 'cancel' | 'delete' | 'preview'

/** Offers the actions of a pipeline's page to the palette and by key. */
export function useHeaderKeys({
  pipeline,
  operatorReason,
  editorReason,
  busy,
  onDialog,
  onToggle,
  onHold,
}: {
  pipeline: Pipeline
  /** Why the user lacks the role, or undefined if they have it. */
  operatorReason: string | undefined
  editorReason: string | undefined
  busy: boolean
  onDialog: (dialog: HeaderDialog) => void
  onToggle: () => void
  onHold: (plugin: string) => void
}): void {
  const navigate = useNavigate()
  const { id, isActive, lastExecution: last } = pipeline
  const isUnfinished = last !== null && !isFinished(last.status)
  const isCancelling = isUnfinished && last.cancelRequestedAt !== null
  const unfinishedReason = isUnfinished ? headerActionsWords.unfinished : undefined
  usePageActions([
    isUnfinished
      ? {
          id: 'cancel',
          label: headerActionsWords.cancel,
          icon: CircleStop,
          hotkey: 'e',
          disabledReason: operatorReason ?? (isCancelling ? headerActionsWords.cancelling : undefined),
          act: () => onDialog('cancel'),
        }
      : {
          id: 'execute',
          label: headerActionsWords.execute,
          icon: Play,
          hotkey: 'e',
          words: headerActionsWords.also.execute,
          disabledReason: operatorReason,
          act: () => onDialog('execute'),
        },
    {
      id: 'options',
      label: headerActionsWords.executeWithOptions,
      icon: SlidersHorizontal,
      hotkey: 'o',
      disabledReason: operatorReason ?? unfinishedReason,
      act: () => onDialog('options'),
    },
    {
      id: 'edit',
      label: headerActionsWords.editConfiguration,
      icon: Pencil,
      hotkey: 'i',
      disabledReason: editorReason,
      act: () => void navigate(paths.editPipeline(id)),
    },
    {
      id: 'preview',
      label: previewWords.menu,
      icon: Table2,
      disabledReason: editorReason,
      act: () => onDialog('preview'),
    },
    {
      id: 'active',
      label: isActive ? headerActionsWords.deactivate : headerActionsWords.activate,
      icon: isActive ? PowerOff : Power,
      disabledReason: operatorReason ?? (busy ? headerActionsWords.saving : undefined),
      act: onToggle,
    },
    {
      id: 'duplicate',
      label: headerActionsWords.duplicate,
      icon: Copy,
      disabledReason: editorReason,
      act: () => void navigate(paths.newPipeline(id)),
    },
    ...(last === null
      ? []
      : [
          {
            id: 'last',
            label: headerActionsWords.lastExecution,
            icon: ScrollText,
            hotkey: 'l',
            act: () => void navigate(paths.execution(last.id)),
          },
        ]),
    ...[...new Set([pipeline.extractor, pipeline.loader])].map((plugin) => ({
      id: `hold ${plugin}`,
      label: headerActionsWords.hold(plugin),
      icon: Hand,
      disabledReason: operatorReason,
      act: () => onHold(plugin),
    })),
  ])
}
