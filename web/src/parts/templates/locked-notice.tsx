import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { templates } from '#web/api/templates/templates.ts'
import { paths } from '#web/paths.ts'
import { Notice } from '#web/ui/notice.tsx'

import { templateCardWords as words } from './words.ts'

/** A note above a pipeline's form about the fields that its template locks. */
export default function LockedNotice({ pipelineId }: { pipelineId: string }) {
  const { data } = useQuery(templates.ofPipeline(pipelineId))
  const template = data?.template ?? null
  if (template === null) return null
  const { id, name, locked, unlocked } = template
  return (
    <Notice>
      {words.madeFrom}{' '}
      <Link to={paths.template(id)} className="font-medium underline">
        {name}
      </Link>
      {'. '}
      {unlocked || locked.length === 0 ? words.changesStay : words.cannotChange}{' '}
      {!unlocked && <code className="font-mono text-xs wrap-anywhere">{locked.join(', ')}</code>}
    </Notice>
  )
}
