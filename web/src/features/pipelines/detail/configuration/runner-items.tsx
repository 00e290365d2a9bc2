import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'

import { configurationCardWords } from '../words.ts'

const code = (text: string) => <code className="font-mono text-xs break-all">{text}</code>
const faint = (text: string) => <span className="text-text-faint">{text}</span>

/** Returns facts about the runner of a pipeline, unless it is our own. */
export function runnerItems(id: string, runner: Pipeline['runner']): { label: string; value: ReactNode }[] {
  if (runner.kind === 'own') return []
  const { project, run, environment, executable, env } = runner
  const names = Object.keys(env)
  return [
    { label: configurationCardWords.runner, value: code(`meltano run ${run.join(' ')}`) },
    {
      label: configurationCardWords.projectFolder,
      value: project === null ? faint(configurationCardWords.followed) : code(project),
    },
    {
      label: configurationCardWords.environment,
      value: environment === null ? faint(configurationCardWords.ofProject) : code(environment),
    },
    {
      label: configurationCardWords.program,
      value: executable === null ? faint(configurationCardWords.found) : code(executable),
    },
    {
      label: configurationCardWords.comparison,
      value: (
        <Link to={paths.runners({ meltano: id })} className="rounded-sm text-accent hover:underline">
          {configurationCardWords.compareRunners}
        </Link>
      ),
    },
    ...(names.length === 0
      ? []
      : [{ label: configurationCardWords.variables, value: code(names.join(', ')) }]),
  ]
}
