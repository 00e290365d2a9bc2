import { SearchX } from 'lucide-react'
import { Link } from 'react-router'
import { tabTitle } from '#web/ui/words.ts'

import { paths } from '#web/paths.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/states.tsx'

import { notFoundPageWords } from './words.ts'

/** Shown if there is nothing at this address. `detail` is the server's explanation. */
export function NotFoundPage({ detail }: { detail?: string | undefined }) {
  return (
    <>
      <title>{tabTitle(notFoundPageWords.notFound)}</title>
      <h1 className="sr-only">{notFoundPageWords.notFound}</h1>
      <EmptyState
        icon={SearchX}
        title={notFoundPageWords.title}
        actions={
          <Link to={paths.pipelines()} className={buttonClass({ variant: 'primary' })}>
            {notFoundPageWords.goToPipelines}
          </Link>
        }
      >
        {detail ?? notFoundPageWords.hint}
      </EmptyState>
    </>
  )
}
