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
export type Asking = 'execute' | 'options' | 'cancel' | 'delete' | 'preview'

/** Offers the actions of a pipeline's page to the palette and by key. */
export function useHeaderKeys({
  pipeline,
  operator,
  editor,
  busy,
  onAsk: setAsking,
  onToggle: toggle,
  onHold: setHolding,
}: {
  pipeline: Pipeline
  /** Why the user lacks the role, or undefined if they have it. */
  operator: string | undefined
  editor: string | undefined
  busy: boolean
  onAsk: (asking: Asking) => void
  onToggle: () => void
  onHold: (plugin: string) => void
}): void {
  const navigate = useNavigate()
  const { id, isActive, lastExecution: last } = pipeline
  const unfinished = last !== null && !isFinished(last.status)
  const cancelling = unfinished && last.cancelRequestedAt !== null
  const unfinishedReason = unfinished ? headerActionsWords.unfinished : undefined
  usePageActions([
    unfinished
      ? {
          id: 'cancel',
          label: headerActionsWords.cancel,
          icon: CircleStop,
          hotkey: 'e',
          disabledReason: operator ?? (cancelling ? headerActionsWords.cancelling : undefined),
          act: () => setAsking('cancel'),
        }
      : {
          id: 'execute',
          label: headerActionsWords.execute,
          icon: Play,
          hotkey: 'e',
          words: headerActionsWords.also.execute,
          disabledReason: operator,
          act: () => setAsking('execute'),
        },
    {
      id: 'options',
      label: headerActionsWords.executeWithOptions,
      icon: SlidersHorizontal,
      hotkey: 'o',
      disabledReason: operator ?? unfinishedReason,
      act: () => setAsking('options'),
    },
    {
      id: 'edit',
      label: headerActionsWords.editConfiguration,
      icon: Pencil,
      hotkey: 'i',
      disabledReason: editor,
      act: () => void navigate(paths.editPipeline(id)),
    },
    {
      id: 'preview',
      label: previewWords.menu,
      icon: Table2,
      disabledReason: editor,
      act: () => setAsking('preview'),
    },
    {
      id: 'active',
      label: isActive ? headerActionsWords.deactivate : headerActionsWords.activate,
      icon: isActive ? PowerOff : Power,
      disabledReason: operator ?? (busy ? headerActionsWords.saving : undefined),
      act: toggle,
    },
    {
      id: 'duplicate',
      label: headerActionsWords.duplicate,
      icon: Copy,
      disabledReason: editor,
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
      disabledReason: operator,
      act: () => setHolding(plugin),
    })),
  ])
}
