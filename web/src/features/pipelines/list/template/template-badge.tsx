import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/status/badge.tsx'

import { templateBadgeWords as words } from '../words.ts'

/** The template that a pipeline was made from, and whether there is a newer version of it. */
export function TemplateBadge({ template }: Pick<PipelineSummary, 'template'>) {
  if (template === null || template.name === undefined || template.newest === undefined) return null
  const { id, name, version, newest } = template
  const isOutdated = newest > version
  return (
    <Link to={paths.template(id)} className="min-w-0 rounded-sm hover:underline">
      <Badge
        tone={isOutdated ? 'caution' : 'neutral'}
        title={isOutdated ? words.outdated(name, version, newest) : words.from(name)}
      >
        {words.badge(name, version)}
        {isOutdated && ` · ${words.update}`}
      </Badge>
    </Link>
  )
}
