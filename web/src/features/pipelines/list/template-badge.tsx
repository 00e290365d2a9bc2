import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { templates } from '#web/api/templates/templates.ts'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/status/badge.tsx'

import { templateBadgeWords as words } from './words.ts'

/** The template that a pipeline was made from, and whether there is a newer version of it. Templates are asked for once. */
export function TemplateBadge({ template }: Pick<PipelineSummary, 'template'>) {
  const { data } = useQuery({ ...templates.list(), enabled: template !== null })
  const known = data?.items.find(({ id }) => id === template?.id)
  if (template === null || known === undefined) return null
  const isOutdated = known.version > template.version
  return (
    <Link to={paths.template(template.id)} className="rounded-sm hover:underline">
      <Badge
        tone={isOutdated ? 'caution' : 'neutral'}
        title={
          isOutdated ? words.outdated(known.name, template.version, known.version) : words.from(known.name)
        }
      >
        {words.badge(known.name, template.version)}
        {isOutdated && ` · ${words.update}`}
      </Badge>
    </Link>
  )
}
