import { ConfigError, readEnvironment } from './config.ts'
import { messageOf } from './domain/core/errors.ts'

/** Time on top of drain and grace after which a shutdown is forced. */
const WATCHDOG_MS = 30_000
/** Time that a start may still take after a signal to stop: it waits for a database that goes away meanwhile. */
const START_MS = 30_000

const problem = nodeProblem()
if (problem === null) await main()
else refuse(problem)

async function main(): Promise<void> {
  let shutDown: (() => Promise<void>) | undefined
  let stopRequested = false
  let startLimit: NodeJS.Timeout | undefined
  const stop = (): void => {
    stopRequested = true
    if (shutDown !== undefined) return void shutDown()
    startLimit ??= setTimeout(() => {
      refuse('The start did not finish, so it could not be stopped in order.')
      process.exit()
    }, START_MS).unref()
  }
  // Under npm, Ctrl-C reaches the server twice: the second signal must not cut the shutdown short.
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  try {
    const config = readEnvironment(process.env)
    // Imported late, so that an older Node prints the sentence above instead of a stack trace.
    const [{ startServer }, { createLog }] = await Promise.all([
      import('./compose/compose.ts'),
      import('./core/log.ts'),
    ])
    const log = createLog(config.logLevel)
    process.on('unhandledRejection', (reason) => {
      log.error({ error: reason instanceof Error ? reason.stack : String(reason) }, 'Unhandled rejection')
    })
    const server = await startServer(config, log)
    clearTimeout(startLimit)
    shutDown = once(async () => {
      const watchdog = setTimeout(
        () => {
          log.error({}, 'Shutdown did not finish in time; forcing exit')
          process.exit(1)
        },
        (config.drainSeconds + config.graceSeconds) * 1000 + WATCHDOG_MS,
      ).unref()
      await server[Symbol.asyncDispose]()
      clearTimeout(watchdog)
      process.off('SIGTERM', stop)
      process.off('SIGINT', stop)
    })
    process.stdout.write(`FLX Pipelines is ready at ${server.url}\n`)
    if (stopRequested) return await shutDown()
    const { releaseMemoryAtRest } = await import('./core/release-memory.ts')
    releaseMemoryAtRest()
    if (config.roles.has('web')) await server.warmUp()
  } catch (error) {
    refuse(isExpected(error) ? messageOf(error) : stackOf(error))
  }
}

/** Returns whether the operator can fix an error: it is printed as one sentence without a stack trace. */
function isExpected(error: unknown): boolean {
  return (
    error instanceof ConfigError ||
    (error instanceof Error &&
      /^(StartError|DataFolderError|DatabaseFileError|DatabaseServerError|SoleUseError|AppError|MigrationError)$/.test(
        error.name,
      ))
  )
}

function refuse(message: string): void {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}

function nodeProblem(): string | null {
  const major = Number(process.versions.node.split('.')[0])
  return major >= 24
    ? null
    : `FLX Pipelines needs Node 24 or newer, but this is Node ${process.versions.node}: use npm start, which brings its own, or install Node 24.`
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => (done ??= work())
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? '') : String(error)
}
