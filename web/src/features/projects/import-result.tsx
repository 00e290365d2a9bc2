import type { ProjectPreview, ProjectResult } from '@flx/shared/projects/project-import'
import { CircleAlert, CircleCheck, CircleMinus, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'

import { UndoDialog } from './undo-dialog.tsx'
import { resultWords } from './words.ts'

/** The result of an import, with links. */
export function ImportResult({
  result,
  preview,
  canUndo,
  onAgain,
}: {
  result: ProjectResult
  /** The preview that was reviewed. */
  preview: ProjectPreview | undefined
  /** False for a folder that the server follows, which would be imported again. */
  canUndo: boolean
  onAgain: () => void
}) {
  const [isUndoing, setUndoing] = useState(false)
  const { items } = result
  const hasChanges = items.some(({ outcome }) => outcome === 'created' || outcome === 'changed')
  const failedCount = items.filter(({ outcome }) => outcome === 'error').length
  return (
    <Section title={failedCount === 0 ? resultWords.title : resultWords.titleWithErrors(failedCount)}>
      <p className="mb-3 text-sm text-text-soft">
        {items.length === 0 ? resultWords.nothing : resultWords.install}
      </p>
      <ul aria-label={resultWords.list} className="divide-y divide-line border-y border-line">
        {items.map(({ key, name, outcome, target, message }) => (
          <li key={key} className="flex min-h-9 flex-wrap items-center gap-x-3 py-1.5 text-sm">
            <Outcome outcome={outcome} />
            {target === null || target.id === null ? (
              <span>{name}</span>
            ) : (
              <Link
                to={target.type === 'pipeline' ? paths.pipeline(target.id) : paths.plugin(target.id)}
                className="touch text-accent hover:underline"
              >
                {name}
              </Link>
            )}
            {message !== null && <span className="w-full text-xs text-danger">{message}</span>}
          </li>
        ))}
      </ul>
      {preview !== undefined && <NeedsSettings preview={preview} result={result} />}
      {isUndoing && (
        <UndoDialog projectId={result.projectId} onClose={() => setUndoing(false)} onUndone={onAgain} />
      )}
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        {canUndo && hasChanges && (
          <Button icon={Undo2} className="sm:mr-auto" onClick={() => setUndoing(true)}>
            {resultWords.undo}
          </Button>
        )}
        <Button onClick={onAgain}>{resultWords.again}</Button>
        <Link to={paths.plugins()} className={buttonClass()}>
          {resultWords.toPlugins}
        </Link>
        <Link to={paths.pipelines()} className={buttonClass({ variant: 'primary' })}>
          {resultWords.toPipelines}
        </Link>
      </div>
    </Section>
  )
}

/** Plugins that refer to variables without a value, each with a link. */
function NeedsSettings({ preview, result }: { preview: ProjectPreview; result: ProjectResult }) {
  const ids = new Map(result.items.map(({ key, target }) => [key, target?.id ?? null]))
  const incompletePlugins = preview.elements.flatMap(({ key, name, missing, target }) => {
    const id = ids.get(key) ?? target?.id ?? null
    return target?.type === 'plugin' && missing.length > 0 && id !== null ? [{ key, name, missing, id }] : []
  })
  if (incompletePlugins.length === 0) return null
  return (
    <>
      <h3 className="mt-4 mb-1 text-sm font-semibold">{resultWords.needsSettings}</h3>
      <ul aria-label={resultWords.needsSettings} className="divide-y divide-line border-y border-line">
        {incompletePlugins.map(({ key, name, missing, id }) => (
          <li key={key} className="flex min-h-9 flex-wrap items-center gap-x-3 py-1.5 text-sm">
            <Link to={paths.plugin(id)} className="touch text-accent hover:underline">
              {name}
            </Link>
            <span className="min-w-0 text-text-soft [overflow-wrap:anywhere]">
              {resultWords.needs(missing)}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

const LOOKS = {
  created: { icon: CircleCheck, className: 'text-accent' },
  changed: { icon: CircleCheck, className: 'text-accent' },
  skipped: { icon: CircleMinus, className: 'text-text-faint' },
  error: { icon: CircleAlert, className: 'text-danger' },
} as const

function Outcome({ outcome }: { outcome: ProjectResult['items'][number]['outcome'] }) {
  const { icon: Icon, className } = LOOKS[outcome]
  return (
    <span className={`inline-flex w-24 shrink-0 items-center gap-1.5 ${className}`}>
      <Icon aria-hidden className="size-3.5" />
      {resultWords.outcomes[outcome]}
    </span>
  )
}
