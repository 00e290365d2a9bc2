import type { MeltanoRun } from '@flx/shared/pipelines/runner'

import { isRunnerSecret } from '../../app/settings/runner-secrets.ts'
import { baseEnvironment } from '../../domain/settings/child-environment.ts'
import { expandReferences } from '../../domain/settings/setting-references.ts'
import type { EngineContext } from '../engine-context.ts'

const LEVELS = new Set(['debug', 'info', 'warning', 'error', 'critical'])

/** Returns the variables for Meltano with references filled in, and the secrets among them. */
export async function meltanoEnvironment(
  context: Pick<EngineContext, 'environment' | 'references'>,
  run: MeltanoRun,
): Promise<{ env: Record<string, string>; secrets: string[] }> {
  const secrets: string[] = []
  const env: Record<string, string> = {}
  const expansion = { plugin: 'Meltano', references: context.references, secrets }
  for (const [name, text] of Object.entries(run.env)) {
    const isSecret = isRunnerSecret(run, name, text)
    const { value } = await expandReferences(expansion, text, ['env', name], () => isSecret)
    env[name] = String(value)
    if (isSecret) secrets.push(env[name])
  }
  return { env: { ...baseEnvironment(context.environment), ...env }, secrets }
}

/** Variables that make Meltano log to us, whatever the project configures. All of its versions know the first. */
export const loggingEnvironment = (logConfig: string, executionId: string): Record<string, string> => ({
  MELTANO_CLI_LOG_CONFIG: logConfig,
  MELTANO_CLI_LOG_FORMAT: 'json',
  MELTANO_RUN_ID: executionId,
  MELTANO_JOB_TRIGGER: 'flx',
  PYTHONUNBUFFERED: '1',
  NO_COLOR: '1',
})

/** Returns a configuration of Python's logging in JSON, which is valid YAML: one object per line on stderr. */
export function meltanoLogConfig(env: Readonly<Record<string, string>>): string {
  const requestedLevel = (env['MELTANO_CLI_LOG_LEVEL'] ?? 'info').toLowerCase()
  const level = (LEVELS.has(requestedLevel) ? requestedLevel : 'info').toUpperCase()
  return JSON.stringify({
    version: 1,
    disable_existing_loggers: false,
    formatters: { json: { '()': 'meltano.core.logging.json_formatter' } },
    handlers: {
      console: { class: 'logging.StreamHandler', level, formatter: 'json', stream: 'ext://sys.stderr' },
    },
    root: { level, handlers: ['console'], propagate: true },
    loggers: {
      'snowplow_tracker.emitters': { level: 'ERROR' },
      urllib3: { level: 'ERROR' },
      asyncio: { level: 'INFO' },
      alembic: { level: 'WARNING' },
      smart_open: { level: 'WARNING' },
    },
  })
}

/** Builds the command line: Meltano's options before `run`, the options of `run` after it; never through a shell. */
export function meltanoCommand(program: string, run: MeltanoRun, fullRefresh: boolean): string[] {
  const refresh = fullRefresh && !run.run.includes('--full-refresh') ? ['--full-refresh'] : []
  const environment = run.environment === null ? [] : ['--environment', run.environment]
  return [program, ...environment, 'run', ...refresh, ...run.run]
}
