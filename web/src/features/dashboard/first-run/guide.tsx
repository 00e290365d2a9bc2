import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { CircleAlert, Play, Plus, Table2, X, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useNavigate } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { addSamples, executePipeline, pipelines } from '#web/api/pipelines/pipelines.ts'
import { usePreference } from '#web/lib/preference.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass, IconButton } from '#web/ui/button.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { StatusBadge } from '#web/ui/status/status-badge.tsx'

import { guideWords } from '../words.ts'

const SHOWN = ['shown', 'hidden'] as const

/** Reports and sets whether the guide was closed in this browser. */
export const useGuide = () => usePreference('guide', SHOWN)

/**
 * Steps for the first minutes: watch an execution, look into a failure, find the loaded rows, create a
 * pipeline.
 */
export function Guide({ onClose }: { onClose?: () => void }) {
  const samples = useInfiniteQuery(pipelines.list({ search: guideWords.samples, sort: 'name', limit: 20 }))
  const items = samples.data?.pages.flatMap((page) => page.items) ?? []
  const findSample = (name: string) => items.find((pipeline) => pipeline.name === name)
  return (
    <section aria-labelledby="guide" className="mb-3 rounded-lg border border-line bg-surface p-4 shadow-low">
      <div className="mb-3 flex items-center justify-between gap-2">
        <h2 id="guide" className="text-base font-semibold">
          {guideWords.title}
        </h2>
        {onClose !== undefined && (
          <IconButton label={guideWords.close} icon={X} size="small" onClick={onClose} />
        )}
      </div>
      <ol className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        <Step number={1} title={guideWords.watch} hint={guideWords.watchHint}>
          <RunSample
            name={guideWords.slowSample}
            icon={Play}
            label={guideWords.watchAction}
            pipeline={findSample(guideWords.slowSample)}
          />
        </Step>
        <Step number={2} title={guideWords.fail} hint={guideWords.failHint}>
          <RunSample
            name={guideWords.failingSample}
            icon={CircleAlert}
            label={guideWords.failAction}
            pipeline={findSample(guideWords.failingSample)}
          />
        </Step>
        <Step number={3} title={guideWords.findRows} hint={guideWords.findRowsHint}>
          <ShowRows execution={findSample(guideWords.slowSample)?.lastExecution ?? null} />
        </Step>
        <Step number={4} title={guideWords.own} hint={guideWords.ownHint}>
          <Link to={paths.newPipeline()} className={buttonClass()}>
            <Plus aria-hidden className="size-4" />
            {guideWords.ownAction}
          </Link>
        </Step>
      </ol>
    </section>
  )
}

function Step({
  number,
  title,
  hint,
  children,
}: {
  number: number
  title: string
  hint: string
  children: ReactNode
}) {
  return (
    <li className="flex flex-col gap-2 rounded-md border border-line p-3">
      <h3 className="flex items-center gap-2 text-sm font-medium">
        <span
          aria-hidden
          className="tabular inline-flex size-5 items-center justify-center rounded-full bg-accent-soft text-xs text-accent"
        >
          {number}
        </span>
        {title}
      </h3>
      <p className="grow text-sm text-text-soft">{hint}</p>
      <div className="flex flex-wrap items-center gap-2">{children}</div>
    </li>
  )
}

/** Links to the rows that a sample pipeline loaded. */
function ShowRows({ execution }: { execution: PipelineSummary['lastExecution'] }) {
  if (execution === null) {
    return (
      <Button icon={Table2} disabledReason={guideWords.findRowsFirst}>
        {guideWords.findRowsAction}
      </Button>
    )
  }
  return (
    <Link to={paths.execution(execution.id, 'rows')} className={buttonClass()}>
      <Table2 aria-hidden className="size-4" />
      {guideWords.findRowsAction}
    </Link>
  )
}

/** Adds missing samples, executes one and opens its execution. */
function RunSample({
  name,
  icon,
  label,
  pipeline,
}: {
  name: string
  icon: LucideIcon
  label: string
  pipeline: PipelineSummary | undefined
}) {
  const navigate = useNavigate()
  const toast = useToast()
  const editor = useRole('editor')
  const adding = useMutation(addSamples())
  const executing = useMutation(executePipeline())
  const last = pipeline?.lastExecution ?? null
  const run = async () => {
    try {
      const target = pipeline ?? (await adding.mutateAsync()).items.find((sample) => sample.name === name)
      if (target === undefined) return
      const { id } = await executing.mutateAsync({ id: target.id, fullRefresh: false })
      void navigate(paths.execution(id))
    } catch (error) {
      toast.problem(messageOf(error))
    }
  }
  return (
    <>
      <Button
        icon={icon}
        variant={last === null ? 'primary' : 'secondary'}
        busy={adding.isPending || executing.isPending}
        disabledReason={editor.allowed ? undefined : editor.reason}
        onClick={() => void run()}
      >
        {label}
      </Button>
      {last !== null && (
        <Link
          to={paths.execution(last.id)}
          className="inline-flex items-center gap-1.5 text-sm hover:underline"
        >
          <StatusBadge status={last.status} />
          {guideWords.view}
        </Link>
      )}
    </>
  )
}
