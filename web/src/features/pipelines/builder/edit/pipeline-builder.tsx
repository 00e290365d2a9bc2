import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useMemo, useRef, useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'

import { useLive } from '#web/api/live/live.tsx'
import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { plugins as pluginQueries } from '#web/api/plugins/plugins.ts'
import { useFillHeight } from '#web/lib/browser/fill-height.ts'
import { focusFirstError } from '#web/lib/first-error.ts'
import { useIsPhone } from '#web/lib/browser/media.ts'
import { IconButton } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'

import type { PipelineEditor } from '../../form/editor/use-pipeline-editor.ts'
import { checkDraft, placedSteps } from '../checks/check-draft.ts'
import type { BuilderProblem } from '../checks/problems.ts'
import { useDrawing, useLastExecution, useNeighbours } from '../use-drawing.ts'
import { BuilderBar } from './builder-bar.tsx'
import { DrawingBoard } from './drawing-board.tsx'
import { PluginRail } from '../rail/plugin-rail.tsx'
import { PreviewDrawer } from './preview-drawer.tsx'
import { ProblemList } from './problem-list.tsx'
import { SelectedPanel } from '../panel/selected-panel.tsx'
import { focusStep, stepAt } from './step-focus.ts'
import { useStepActions } from './use-step-actions.ts'
import { builderWords as words, panelWords, problemListWords } from './words.ts'

/** The visual builder, which edits the form's document as a drawing. */
export default function PipelineBuilder({
  editor,
  saveLabel,
  notice,
  onCancel,
}: {
  editor: PipelineEditor
  saveLabel: string
  notice: ReactNode
  onCancel: () => void
}) {
  useLive('plugins')
  const { pipelineId, draft, body, entryErrors, errors, configured } = editor
  // The latest state of each plugin, which can be installed from here.
  const registry = useQuery(pluginQueries.everything()).data ?? editor.plugins
  const streamsQuery = useQuery({ ...pipelines.streams(pipelineId ?? ''), enabled: pipelineId !== undefined })
  const savedPipeline = useQuery({ ...pipelines.detail(pipelineId ?? ''), enabled: pipelineId !== undefined })
  const execution = useLastExecution(savedPipeline.data?.lastExecution?.id)
  const neighbours = useNeighbours(pipelineId, draft.after)
  const [selected, setSelected] = useState<string | null>(null)
  const [openedProblemId, setOpenedProblemId] = useState<string | null>(null)
  const [showsProblems, setShowsProblems] = useState(false)
  const [previews, setPreviews] = useState(false)
  const isPhone = useIsPhone()
  const panel = useRef<HTMLDivElement>(null)
  const { box, height } = useFillHeight()

  const steps = useMemo(() => placedSteps(draft, configured), [draft, configured])
  const streams = streamsQuery.data
  const problems = useMemo(
    () => checkDraft({ draft, body, entryErrors, errors, configured, streams }),
    [draft, body, entryErrors, errors, configured, streams],
  )
  const manualPlaces = useMemo(() => new Map(Object.entries(editor.places)), [editor.places])
  const { nodes, edges } = useDrawing({
    ...{ parts: draft, neighbours, plugins: registry, streams: streams?.streams ?? null },
    ...{ problems, execution, moved: manualPlaces },
  })
  const select = (step: string | null) => {
    setSelected(step)
    setOpenedProblemId(null)
  }
  const actions = useStepActions(editor, steps, select)

  const focusPanel = () => panel.current?.querySelector<HTMLElement>('[data-panel-heading]')?.focus()
  const showProblem = (problem: BuilderProblem) => {
    focusFirstError(panel.current, () => {
      setSelected(problem.step)
      setOpenedProblemId(problem.id)
    })
    if (panel.current?.contains(document.activeElement) !== true) focusPanel()
  }
  const close = () => {
    const previous = selected
    flushSync(() => select(null))
    if (previous === null) return
    focusStep(previous)
  }
  const save = () =>
    void editor.submit((apply) => {
      flushSync(() => {
        apply()
        setShowsProblems(true)
        select(null)
      })
      focusFirstError(panel.current, () => {})
    })

  if (draft.runner.kind === 'meltano') {
    return (
      <div className="space-y-3">
        {notice}
        <Notice>{words.meltano}</Notice>
      </div>
    )
  }
  const plugins = (
    <PluginRail
      plugins={registry}
      onAdd={(kind, name) => actions.add(kind, name)}
      onAddPipeline={() => {
        flushSync(() => select('before'))
        panel.current?.querySelector<HTMLElement>('input')?.focus()
      }}
    />
  )
  return (
    <div className="space-y-3">
      {notice}
      <div
        ref={box}
        className="flex flex-col overflow-hidden rounded-lg border border-line max-lg:h-auto!"
        style={{ height }}
      >
        <BuilderBar
          editor={editor}
          problems={problems}
          showsProblems={showsProblems}
          previews={previews}
          saveLabel={saveLabel}
          onProblems={() => setShowsProblems(!showsProblems)}
          onPreview={() => setPreviews(!previews)}
          onCancel={onCancel}
          onSave={save}
        />
        {showsProblems && (
          <div className="border-b border-line bg-surface">
            <ProblemList
              problems={problems}
              nameOf={(step) =>
                steps.find((placed) => placed.step === step)?.name ??
                (step === null ? problemListWords.pipeline : panelWords.anotherPipeline)
              }
              onJump={showProblem}
            />
          </div>
        )}
        {/* The keys belong to the steps inside, which are buttons. */}
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
        <div
          className="flex min-h-0 grow max-lg:flex-col"
          onKeyDown={(event) => actions.onKeyDown(event, stepAt(event.target) ?? selected)}
          onCopy={(event) => actions.onCopy(event, stepAt(event.target) ?? selected)}
          onPaste={(event) => actions.onPaste(event, stepAt(event.target) ?? selected)}
        >
          <div className="w-54 shrink-0 border-line bg-surface max-lg:max-h-56 max-lg:w-full max-lg:overflow-y-auto max-lg:border-b lg:border-r max-sm:order-1 max-sm:max-h-none">
            {isPhone ? (
              <details>
                <summary className="touch cursor-pointer px-4 py-3 text-sm font-medium">
                  {words.addStep}
                </summary>
                {plugins}
              </details>
            ) : (
              plugins
            )}
          </div>
          <div className="flex min-w-0 grow flex-col max-lg:min-h-96 max-sm:min-h-0">
            {actions.refusal !== null && (
              <Notice tone="caution" className="rounded-none">
                <span className="flex items-center gap-2">
                  {actions.refusal}
                  <IconButton size="small" label={panelWords.close} icon={X} onClick={actions.clearRefusal} />
                </span>
              </Notice>
            )}
            <DrawingBoard
              editor={editor}
              nodes={nodes}
              edges={edges}
              execution={execution}
              actions={actions}
              selected={selected}
              asList={isPhone}
              overview={!previews}
              onSelect={(step) => {
                const byKey = document.activeElement?.matches('.react-flow__node:focus-visible') === true
                actions.clearRefusal()
                flushSync(() => select(step))
                if (step === null) return
                if (byKey || isPhone) focusPanel()
                // Focused here, so that its keys work at once: dragging keeps a press from moving the focus.
                else focusStep(step)
              }}
            />
            {previews && (
              <PreviewDrawer
                editor={editor}
                stageIndex={stageOf(selected, draft.mappers)}
                onClose={() => setPreviews(false)}
              />
            )}
          </div>
          <div
            ref={panel}
            className="flex min-h-0 w-80 shrink-0 flex-col border-line bg-surface max-lg:w-full max-lg:border-t lg:border-l 2xl:w-96 max-sm:order-2"
          >
            <SelectedPanel
              editor={editor}
              selected={selected}
              steps={steps}
              neighbours={neighbours}
              problems={problems}
              openedProblemId={openedProblemId}
              actions={actions}
              onClose={close}
            />
          </div>
        </div>
      </div>
    </div>
  )
}

/** Returns the preview stage that shows the output of a step. */
function stageOf(step: string | null, mappers: readonly { id: string }[]): number | undefined {
  if (step === 'extractor') return 0
  const index = mappers.findIndex(({ id }) => step === `mapper ${id}`)
  return index === -1 ? undefined : index + 1
}
