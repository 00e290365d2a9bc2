import type { PipelineBody } from './pipeline-body.ts'
import { runnerWords } from '../words.ts'

type Runner = PipelineBody['runner']

/** The runner of the pipeline, as entered. */
export interface RunnerDraft {
  kind: Runner['kind']
  project: string
  /** Arguments separated by spaces. */
  run: string
  environment: string
  executable: string
  /** Variables as `NAME=value`, one per line. */
  env: string
  /** Variables that are secrets whatever their name. The form does not edit this list. */
  secretEnv: readonly string[]
}

/** Without plugins: a pipeline that Meltano performs uses the plugins of its project. */
export const NO_PLUGINS: Pick<PipelineBody, 'extractor' | 'mappers' | 'loader' | 'transform' | 'config'> = {
  extractor: '',
  mappers: [],
  loader: '',
  transform: '',
  config: {},
}

export function runnerDraftOf(runner: Runner): RunnerDraft {
  if (runner.kind === 'own') {
    return { kind: 'own', project: '', run: '', environment: '', executable: '', env: '', secretEnv: [] }
  }
  return {
    kind: 'meltano',
    project: runner.project ?? '',
    run: runner.run.join(' '),
    environment: runner.environment ?? '',
    executable: runner.executable ?? '',
    env: Object.entries(runner.env)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
    secretEnv: runner.secretEnv,
  }
}

/** Returns the runner of the draft, with an error for lines that are not variables. */
export function runnerOf(draft: RunnerDraft): { runner: Runner; errors: Record<string, string> } {
  if (draft.kind === 'own') return { runner: { kind: 'own' }, errors: {} }
  const lines = draft.env.split('\n').filter((line) => line.trim() !== '')
  const invalidLine = lines.find((line) => !/^\s*[A-Za-z_][A-Za-z0-9_]*=/.test(line))
  const run = draft.run.split(/\s+/).filter((part) => part !== '')
  const env = Object.fromEntries(
    lines.map((line) => {
      const index = line.indexOf('=')
      return [
        line.slice(0, index === -1 ? undefined : index).trim(),
        index === -1 ? '' : line.slice(index + 1),
      ]
    }),
  )
  return {
    runner: {
      kind: 'meltano',
      project: orNull(draft.project),
      run,
      environment: orNull(draft.environment),
      executable: orNull(draft.executable),
      env,
      secretEnv: draft.secretEnv.filter((name) => Object.hasOwn(env, name)),
    },
    errors: {
      ...(invalidLine === undefined ? {} : { 'runner.env': runnerWords.notVariable }),
      ...(run.length === 0 ? { 'runner.run': runnerWords.enterRun } : {}),
    },
  }
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())
