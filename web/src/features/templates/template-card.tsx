import type { TemplateSummary } from '@flx/shared/templates/template'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { PluginFlow } from '#web/ui/status/plugin-flow.tsx'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Badge } from '#web/ui/status/badge.tsx'

import { templatesWords as words } from './words.ts'

/** A template with its plugins and pipelines, and a link to use it. */
export function TemplateCard({ template }: { template: TemplateSummary }) {
  const editor = useRole('editor')
  const { id, name, version, bundled, pipelines, outdated } = template
  return (
    <li className="flex min-h-34 min-w-0 flex-col rounded-lg border border-line bg-surface p-4 shadow-low focus-within:border-accent hover:border-line-strong">
      <div className="flex items-start justify-between gap-3">
        <h2 className="min-w-0 text-sm font-semibold wrap-anywhere">
          <Link to={paths.template(id)} className="touch rounded-sm hover:underline">
            {name}
          </Link>
        </h2>
        <span className="tabular shrink-0 text-xs text-text-faint">{words.version(version)}</span>
      </div>
      <div className="mt-2">
        <PluginFlow pipeline={template} />
      </div>
      <div className="mt-auto flex items-end justify-between gap-3 pt-3">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-xs text-text-soft">
          <span>
            {words.uses(pipelines)} · {bundled ? words.bundled : words.ours}
          </span>
          {outdated > 0 && <Badge tone="accent">{words.outdated(outdated)}</Badge>}
        </span>
        {editor.allowed ? (
          <Link
            to={paths.templateRows(id)}
            aria-label={words.usageOf(name)}
            className={buttonClass({ size: 'small' })}
          >
            {words.use}
          </Link>
        ) : (
          <Button size="small" aria-label={words.usageOf(name)} disabledReason={editor.reason}>
            {words.use}
          </Button>
        )}
      </div>
    </li>
  )
}
