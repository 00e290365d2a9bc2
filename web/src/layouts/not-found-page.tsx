import { SearchX } from 'lucide-react'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/states.tsx'

/** There is nothing at this address. `detail` is the server's sentence about it. */
export function NotFoundPage({ detail }: { detail?: string | undefined }) {
  return (
    <>
      <title>Not found · FLX Pipelines</title>
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        icon={SearchX}
        title="Nothing is here"
        actions={
          <Link to={paths.pipelines()} className={buttonClass({ variant: 'primary' })}>
            Go to pipelines
          </Link>
        }
      >
        {detail ?? 'The address may be mistyped, or what it named was deleted.'}
      </EmptyState>
    </>
  )
}
