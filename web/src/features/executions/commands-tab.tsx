import type { Execution } from '@flx/shared/execution'

import { CodeBlock } from '#web/ui/code-block.tsx'

import { pluginWords } from './execution-facts.tsx'

/** What was started, argument by argument, and how it ended. */
export function CommandsTab({ execution }: { execution: Execution }) {
  const started = execution.steps.filter((step) => step.command.length > 0 && step.status !== 'skipped')
  if (started.length === 0) return <p className="py-6 text-sm text-text-faint">No process was started.</p>
  return (
    <div className="space-y-4">
      {started.map((step) => (
        <div key={`${step.kind} ${step.plugin}`}>
          <h2 className="mb-2 text-sm font-semibold">
            {step.kind} <span className="font-normal text-text-faint">{pluginWords(step)}</span>
            <span className="tabular ml-3 font-normal text-text-soft">
              {[
                step.pid === null ? null : `pid ${step.pid}`,
                step.exitCode === null ? null : `exit code ${step.exitCode}`,
                step.signal,
                step.outcome,
              ]
                .filter((part) => part !== null)
                .join(' · ')}
            </span>
          </h2>
          <CodeBlock label={`Command of ${step.plugin}`} text={step.command.map(quoted).join(' ')} wrap />
        </div>
      ))}
    </div>
  )
}

/** Quoted where a shell would need it, so that the arguments can be told apart. */
const quoted = (argument: string): string =>
  /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
