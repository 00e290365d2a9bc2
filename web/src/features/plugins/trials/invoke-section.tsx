import type { Plugin } from '@flx/shared/plugins/plugin'
import {
  PLUGIN_INVOCATIONS,
  type PluginInvocation,
  type PluginInvoke,
} from '@flx/shared/plugins/plugin-actions'
import { useState } from 'react'

import { invokePlugin } from '#web/api/plugins/plugins.ts'
import { useRole } from '#web/api/access/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { CodeBlock } from '#web/ui/code-block.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { unreadyReason } from '../plugin-words.ts'
import { invokeSectionWords as words } from './words.ts'
import { useTrial } from '#web/parts/plugin-trials/use-trial.ts'

/** Starts the plugin's program with one of a few arguments and shows its output. */
export function InvokeSection({ plugin }: { plugin: Plugin }) {
  const editor = useRole('editor')
  const { trial, start, stop } = useTrial<PluginInvocation>()
  const [invocation, setInvocation] = useState<PluginInvoke['option'] | null>(null)
  const offered = PLUGIN_INVOCATIONS.filter((option) => option !== 'discover' || plugin.type === 'extractor')
  return (
    <Section
      title={words.title}
      aside={
        trial.kind === 'running' && (
          <Button size="small" onClick={stop}>
            {words.stop}
          </Button>
        )
      }
    >
      <div className="flex flex-wrap gap-2">
        {offered.map((option) => (
          <Button
            key={option}
            size="small"
            className="font-mono"
            busy={trial.kind === 'running' && invocation === option}
            disabledReason={editor.allowed ? unreadyReason(plugin) : editor.reason}
            onClick={() => {
              setInvocation(option)
              void start((signal) => invokePlugin(plugin.id, option, signal))
            }}
          >
            {`--${option}`}
          </Button>
        ))}
      </div>
      <div aria-live="polite" className="mt-3">
        {trial.kind === 'done' ? (
          <Result invocation={trial.result} />
        ) : trial.kind === 'failed' ? (
          <Notice tone="danger">{trial.reason}</Notice>
        ) : (
          <p className="text-sm text-text-faint">
            {trial.kind === 'running' ? words.going : words.hint(plugin.type === 'extractor')}
          </p>
        )}
      </div>
    </Section>
  )
}

function Result({ invocation }: { invocation: PluginInvocation }) {
  const { command, ending, durationMs, output, isCut, lines } = invocation
  return (
    <div className="space-y-3">
      <p className="text-sm">
        <code className="font-mono text-xs break-all">{command.join(' ')}</code>
        <span className="tabular block text-text-soft">
          {words.ending(ending, (durationMs / 1000).toFixed(1))}
        </span>
      </p>
      {output.trim() === '' ? (
        <p className="text-sm text-text-faint">{words.noOutput}</p>
      ) : (
        <CodeBlock label={words.output} text={formatOutput(output)} />
      )}
      {isCut && <p className="text-xs text-text-faint">{words.isCut}</p>}
      {lines.length > 0 && (
        <details open={output.trim() === ''}>
          <summary className="touch cursor-pointer text-sm font-medium">{words.log(lines.length)}</summary>
          <div className="mt-2">
            <CodeBlock label={words.logLabel} text={lines.join('\n')} wrap />
          </div>
        </details>
      )}
    </div>
  )
}

/**
 * Formats output for reading: a JSON document on one line is spread over several. Its numbers keep their
 * digits.
 */
function formatOutput(output: string): string {
  const text = output.trim()
  return /^[[{]/.test(text) && !text.includes('\n') ? indentJson(text) : text
}

/** Indents JSON at brackets and commas outside strings, so that nothing else changes. */
function indentJson(json: string): string {
  let depth = 0
  return json.replace(/"(?:[^"\\]|\\.)*"|[{[]\s*[}\]]|[{[\]},:]\s*/g, (match) => {
    const part = match.trimEnd()
    if (part.length > 1) return part
    if (part === ':') return ': '
    if (part === ',') return `,\n${'  '.repeat(depth)}`
    depth += part === '{' || part === '[' ? 1 : -1
    const line = `\n${'  '.repeat(Math.max(0, depth))}`
    return part === '{' || part === '[' ? part + line : line + part
  })
}
