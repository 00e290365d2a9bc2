import type { ProjectResult } from '@flx/shared/projects/project-import'
import { CircleAlert, CircleCheck, CircleMinus } from 'lucide-react'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'

import { resultWords } from './words.ts'

/** What an import did, with links to it. */
export function ImportResult({ result, onAgain }: { result: ProjectResult; onAgain: () => void }) {
  const { items } = result
  const failed = items.filter(({ outcome }) => outcome === 'error').length
  return (
    <Section title={failed === 0 ? resultWords.title : resultWords.titleWithErrors(failed)}>
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
      <div className="mt-4 flex flex-wrap justify-end gap-2">
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
