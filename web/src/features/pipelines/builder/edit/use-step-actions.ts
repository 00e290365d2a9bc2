import { useState, type ClipboardEvent, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'

import { useToast } from '#web/ui/overlays/toast.tsx'

import type { PipelineEditor } from '../../form/editor/use-pipeline-editor.ts'
import type { PlacedStep } from '../checks/check-draft.ts'
import { idOfMapper } from '../steps.ts'
import { addStep, moveMapper, removeStep, type PluginStep } from './edit-steps.ts'
import { clipOf, readClip } from './step-clip.ts'
import { builderWords as words, refusalWords } from './words.ts'

/** Returns the actions on the steps of a drawing, by pointer and by keys. */
export function useStepActions(
  { draft, change, undo, redo }: PipelineEditor,
  steps: readonly PlacedStep[],
  onSelect: (step: string | null) => void,
) {
  const toast = useToast()
  /** Why the last attempted action is refused. */
  const [refusal, setRefusal] = useState<string | null>(null)
  const nameOf = (step: string) => steps.find((placed) => placed.step === step)?.name ?? ''

  const refuse = setRefusal
  const add = (kind: PluginStep, reference: string, at?: number): string | null => {
    const added = addStep(draft, kind, reference, () => crypto.randomUUID(), at)
    if ('refusal' in added) {
      refuse(added.refusal)
      return null
    }
    setRefusal(null)
    change(added.changes, null)
    onSelect(added.step)
    toast.announce(words.added(reference))
    return added.step
  }
  const remove = (step: string) => {
    const changes = removeStep(draft, step)
    if (changes === null) return refuse(refusalWords.ofAnotherPipeline)
    setRefusal(null)
    change(changes, null)
    onSelect(null)
    toast.announce(words.removed(nameOf(step)))
  }
  const moveBy = (step: string, offset: 1 | -1) => {
    const index = draft.mappers.findIndex(({ id }) => id === idOfMapper(step))
    const changes = index === -1 ? null : moveMapper(draft, step, index + offset)
    if (changes === null) return
    change(changes, null)
    toast.announce(words.moved(nameOf(step), index + offset + 1, draft.mappers.length))
  }
  const clipText = (step: string | null): string | null => {
    const placed = steps.find((candidate) => candidate.step === step)
    return placed === undefined ? null : clipOf(placed.kind, placed.reference, placed.plugin)
  }
  const paste = (text: string, after: string | null) => {
    const step = readClip(text)
    if (step === null) return refuse(refusalWords.notPasted)
    const index = draft.mappers.findIndex(({ id }) => after !== null && id === idOfMapper(after))
    const added = addStep(
      draft,
      step.kind,
      step.reference,
      () => crypto.randomUUID(),
      index === -1 ? undefined : index + 1,
    )
    if ('refusal' in added) return refuse(added.refusal)
    setRefusal(null)
    // Pasting does not replace the settings of a plugin that is or was already here.
    const key = step.reference.split(':')[0] ?? step.reference
    const isPresent =
      Object.hasOwn(draft.config, key) ||
      Object.hasOwn(draft.edits, key) ||
      steps.some(({ name }) => name === key)
    const config =
      isPresent || Object.keys(step.settings).length === 0
        ? {}
        : { config: { ...draft.config, [key]: step.settings } }
    change({ ...added.changes, ...config }, null)
    onSelect(added.step)
    toast.announce(words.added(step.reference))
  }

  return {
    refusal,
    refuse,
    clearRefusal: () => setRefusal(null),
    add,
    remove,
    moveBy,
    async copy(step: string): Promise<void> {
      const text = clipText(step)
      if (text === null) return
      try {
        await navigator.clipboard.writeText(text)
        toast.done(words.copied(nameOf(step)))
      } catch {
        // Without a secure connection only key events can write to the clipboard.
        toast.problem(words.notCopied)
      }
    },
    /** Handles keys on the drawing. `focused` is the step that has the focus or is shown in the panel. */
    onKeyDown(event: KeyboardEvent, focused: string | null) {
      if (event.defaultPrevented || isTyping(event.target)) return
      const control = event.ctrlKey || event.metaKey
      const key = event.key.toLowerCase()
      if (control && (key === 'z' || key === 'y')) {
        event.preventDefault()
        if (key === 'y' || event.shiftKey) redo?.()
        else undo?.()
      } else if (focused !== null && event.altKey && (key === 'arrowleft' || key === 'arrowright')) {
        event.preventDefault()
        moveBy(focused, key === 'arrowleft' ? -1 : 1)
      } else if (focused !== null && !control && (key === 'delete' || key === 'backspace')) {
        event.preventDefault()
        flushSync(() => remove(focused))
        // The focused element is gone.
        document.querySelector<HTMLElement>('.flx-graph .react-flow__node[tabindex="0"]')?.focus()
      }
    },
    onCopy(event: ClipboardEvent, focused: string | null) {
      if (isTyping(event.target) || getSelection()?.isCollapsed === false) return
      const text = clipText(focused)
      if (text === null || focused === null) return
      event.preventDefault()
      event.clipboardData.setData('text/plain', text)
      toast.done(words.copied(nameOf(focused)))
    },
    onPaste(event: ClipboardEvent, focused: string | null) {
      if (isTyping(event.target)) return
      event.preventDefault()
      paste(event.clipboardData.getData('text/plain'), focused)
    },
  }
}

/** Reports whether keys and the clipboard belong to a text field. */
const isTyping = (target: EventTarget): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
