import type { NodeEnvironment } from '@flx/shared/plugins/node-environment'
import type { Plugin } from '@flx/shared/plugins/plugin'
import { useQuery } from '@tanstack/react-query'

import { useRole } from '#web/api/access/session.ts'
import { plugins } from '#web/api/plugins/plugins.ts'
import { formatBytes } from '#web/lib/format.ts'
import { useInstallOutput } from '#web/parts/install-output/install-output.ts'
import { InstallOutput } from '#web/parts/install-output/install-output-view.tsx'
import { Section } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { Badge, type BadgeTone } from '#web/ui/status/badge.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { workersSectionWords } from './words.ts'

/**
 * Shows whether each worker has the environment of the plugin. Renders nothing if one process does
 * everything.
 */
export function WorkersSection({ plugin }: { plugin: Plugin }) {
  const { data } = useQuery(plugins.workers(plugin.id))
  if (data === undefined || (data.nodes.length === 0 && !data.hasSeparateFiles)) return null
  return (
    <Section title={workersSectionWords.title}>
      {data.nodes.length > 0 && (
        <ul className="divide-y divide-line">
          {data.nodes.map((node) => (
            <Worker key={node.node} node={node} plugin={plugin} />
          ))}
        </ul>
      )}
      {data.hasSeparateFiles && (
        <Notice tone="caution" className="mt-3">
          {workersSectionWords.filesApart}
        </Notice>
      )}
    </Section>
  )
}

/** The output of a worker's running or failed build, for users who may install. */
function BuildOutput({ node, pluginId }: { node: NodeEnvironment; pluginId: string }) {
  const { allowed } = useRole('editor')
  const output = useInstallOutput(pluginId, allowed, node.node)
  const outputView = <InstallOutput output={output} />
  if (node.state === 'building') return outputView
  return output.lines.length === 0 ? null : (
    <details className="mt-1 text-xs">
      <summary className="w-fit cursor-pointer rounded-sm text-text-soft">
        {workersSectionWords.output(output.lines.length)}
      </summary>
      {outputView}
    </details>
  )
}

const TONES: Record<NodeEnvironment['state'], BadgeTone> = {
  ready: 'neutral',
  missing: 'neutral',
  building: 'accent',
  failed: 'danger',
}

function Worker({ node, plugin }: { node: NodeEnvironment; plugin: Plugin }) {
  const name = plugin.version === '' ? plugin.name : `${plugin.name} ${plugin.version}`
  return (
    <li className="py-2 text-sm first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <span className="min-w-0 font-mono text-xs/5 break-all">{node.node}</span>
        <Badge tone={TONES[node.state]}>{workersSectionWords.states[node.state]}</Badge>
      </div>
      <p className="text-xs text-text-faint">
        {node.state === 'building' && workersSectionWords.builds(name)}
        {node.state === 'missing' && workersSectionWords.willBuild}
        {node.state === 'ready' && node.sizeBytes !== null && `${formatBytes(node.sizeBytes)} · `}
        {(node.state === 'ready' || node.state === 'failed') && <RelativeTime at={node.changedAt} />}
      </p>
      {node.error !== null && <p className="mt-1 break-words text-danger">{node.error}</p>}
      {(node.state === 'building' || node.state === 'failed') && (
        <BuildOutput
          // Each attempt starts with empty output.
          key={node.state === 'building' ? node.changedAt : 'failed'}
          node={node}
          pluginId={plugin.id}
        />
      )}
    </li>
  )
}
