import type { Execution } from '@flx/shared/executions/execution'

import { CodeBlock } from '#web/ui/code-block.tsx'

import { pluginWords } from './execution-facts.tsx'
import { commandsTabWords } from '../words.ts'

/** The commands that were started, argument by argument, and how they ended. */
export function CommandsTab({ execution }: { execution: Execution }) {
  const startedSteps = execution.steps.filter((step) => step.command.length > 0 && step.status !== 'skipped')
  if (startedSteps.length === 0)
    return <p className="py-6 text-sm text-text-faint">{commandsTabWords.none}</p>
  return (
    <div className="space-y-4">
      {startedSteps.map((step) => (
        <div key={`${step.kind} ${step.plugin}`}>
          <h2 className="mb-2 text-sm font-semibold">
            {step.kind} <span className="font-normal text-text-faint">{pluginWords(step)}</span>
            <span className="tabular ml-3 font-normal text-text-soft">
              {[
                step.pid === null ? null : commandsTabWords.pid(step.pid),
                step.exitCode === null ? null : commandsTabWords.exitCode(step.exitCode),
                step.signal,
                step.outcome,
              ]
                .filter((part) => part !== null)
                .join(' · ')}
            </span>
          </h2>
          <CodeBlock
            label={commandsTabWords.commandOf(step.plugin)}
            text={step.command.map(quote).join(' ')}
            wrap
          />
        </div>
      ))}
    </div>
  )
}

/** Quotes an argument if a shell would require it, so that arguments are distinguishable. */
const quote = (argument: string): string =>
  /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
