import type { Execution } from '@flx/shared/executions/execution'

import { ChangeList } from '#web/parts/changes/change-list.tsx'
import { Section } from '#web/ui/card.tsx'
import { CodeBlock } from '#web/ui/code-block.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { executionDocumentsWords } from '../words.ts'

/** The bookmarks at the start, the last ones that the loader confirmed, and their differences. */
export function StateTab({ execution }: { execution: Execution }) {
  const { stateChanges } = execution
  return (
    <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
      <Section title={executionDocumentsWords.changes} className="lg:col-span-2">
        {stateChanges.length === 0 ? (
          <p className="text-sm text-text-faint">{executionDocumentsWords.stateUnchanged}</p>
        ) : (
          <ChangeList changes={stateChanges} />
        )}
      </Section>
      <div className="min-w-0">
        <h2 className="mb-2 text-sm font-semibold">{executionDocumentsWords.before}</h2>
        <CodeBlock label={executionDocumentsWords.stateBefore} text={pretty(execution.stateBefore)} />
      </div>
      <div className="min-w-0">
        <h2 className="mb-2 text-sm font-semibold">
          {executionDocumentsWords.after}
          {execution.stateConfirmedAt !== null && (
            <span className="ml-2 font-normal text-text-faint">
              {executionDocumentsWords.confirmed} <RelativeTime at={execution.stateConfirmedAt} />
            </span>
          )}
        </h2>
        <CodeBlock label={executionDocumentsWords.stateAfter} text={pretty(execution.stateAfter)} />
      </div>
    </div>
  )
}

/** The configuration that was used, without secrets. */
export function ConfigurationTab({ execution }: { execution: Execution }) {
  const plugins = Object.entries(execution.resolvedConfig ?? {})
  if (plugins.length === 0) {
    return <p className="py-6 text-sm text-text-faint">{executionDocumentsWords.noConfiguration}</p>
  }
  return (
    <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
      {plugins.map(([plugin, config]) => (
        <div key={plugin} className="min-w-0">
          <h2 className="mb-2 text-sm font-semibold">{plugin}</h2>
          <CodeBlock label={executionDocumentsWords.configurationOf(plugin)} text={pretty(config)} />
        </div>
      ))}
    </div>
  )
}

const pretty = (value: unknown): string =>
  value === null
    ? 'none'
    : JSON.stringify(
        value,
        (_key, inner: unknown) =>
          typeof inner === 'object' && inner !== null && '$secret' in inner ? '••••••' : inner,
        2,
      )
