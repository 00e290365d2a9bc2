import * as z from 'zod'

/** Allowed options of `meltano run`, and whether a value follows. All others are rejected. */
const OPTIONS: Readonly<Record<string, 'flag' | 'value'>> = {
  '--full-refresh': 'flag',
  '--refresh-catalog': 'flag',
  '--no-state-update': 'flag',
  '--force': 'flag',
  '-f': 'flag',
  '--no-install': 'flag',
  '--state-id-suffix': 'value',
  '--state-strategy': 'value',
}
const RUN_OPTIONS = Object.keys(OPTIONS)

/** A plugin with its command, a mapping or a job, in Meltano's notation. */
const BLOCK = /^[A-Za-z0-9_][A-Za-z0-9_.@-]*(?::[A-Za-z0-9_][A-Za-z0-9_.@:-]*)?$/
/** No colon, because it separates parts of a state ID. */
const SUFFIX = /^[A-Za-z0-9_.][A-Za-z0-9_.-]*$/
const STRATEGIES = ['auto', 'merge', 'overwrite']

/** Returns the problem of arguments for `meltano run`; null if there is none. */
function runArgumentsProblem(args: readonly string[]): string | null {
  let blocks = 0
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? ''
    if (!argument.startsWith('-')) {
      if (!BLOCK.test(argument))
        return `"${argument}" is not the name of a job or plugin. Enter one name per argument.`
      blocks += 1
      continue
    }
    const equals = argument.indexOf('=')
    const name = equals === -1 ? argument : argument.slice(0, equals)
    const takes = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined
    if (takes === undefined || (takes === 'flag' && equals !== -1)) {
      return `"${name}" is not an allowed option. Use one of ${RUN_OPTIONS.join(', ')}.`
    }
    if (takes === 'flag') continue
    const value = equals === -1 ? args[(index += 1)] : argument.slice(equals + 1)
    const isValid = name === '--state-strategy' ? STRATEGIES.includes(value ?? '') : SUFFIX.test(value ?? '')
    if (!isValid) {
      return name === '--state-strategy'
        ? `--state-strategy needs one of ${STRATEGIES.join(', ')}.`
        : `${name} needs a value of letters, digits, ".", "_" and "-".`
    }
  }
  return blocks === 0 ? 'Enter the name of a job, or of an extractor and a loader.' : null
}

/** Returns whether `meltano run` keeps no state with these arguments. */
export const keepsNoState = (args: readonly string[]): boolean => args.includes('--no-state-update')

const absolutePath = (subject: string) =>
  z
    .string()
    .trim()
    .max(4000)
    .regex(/^\/[^\0]*$/, `Enter the absolute path of ${subject} on the server.`)

/** Path of a Meltano project folder. */
export const projectFolderPath = absolutePath('the project folder')

const runArguments = z
  .array(z.string().min(1).max(255))
  .min(1, 'Enter the name of a job, or of an extractor and a loader.')
  .max(100, 'At most 100 arguments.')
  .check(({ value, issues }) => {
    const message = runArgumentsProblem(value)
    if (message !== null) issues.push({ code: 'custom', message, input: value })
  })

const variableName = z
  .string()
  .max(255)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'Use letters, digits and "_" in the names of variables.')

/** The runner of a pipeline: the built-in one with its plugins, or an installed Meltano with a project. */
export const runnerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('meltano'),
    /** The folder with `meltano.yml`; null: the followed folder. */
    project: projectFolderPath.nullable().default(null),
    /** Arguments of `meltano run`: jobs, plugins and a few options. */
    run: runArguments,
    /** Null: the project's default. */
    environment: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/, 'Enter the name of an environment.')
      .nullable()
      .default(null),
    /** The program; null: that of the project's `.venv`, otherwise the one on the PATH. */
    executable: absolutePath('the meltano program').nullable().default(null),
    /** Variables for it. Secret values are hidden in answers. */
    env: z.record(variableName, z.string().max(10_000)).default({}),
    /**
     * Names of variables that are secret whatever they are called: those filled in when a project was
     * imported.
     */
    secretEnv: z.array(variableName).max(1000).default([]),
  }),
  z.strictObject({ kind: z.literal('own') }),
])
export type Runner = z.output<typeof runnerSchema>
export type MeltanoRun = Extract<Runner, { kind: 'meltano' }>

export const BUILT_IN_RUNNER: Runner = { kind: 'own' }
