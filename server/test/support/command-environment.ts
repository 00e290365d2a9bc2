/** What a server of a test takes from the environment of the tests. */
export const INHERITED = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
}

/** The environment of a server in the process of the test. */
export const environmentOfServer = (dataDir: string): NodeJS.ProcessEnv => ({
  ...INHERITED,
  FLX_DATA_DIR: dataDir,
  FLX_PORT: '0',
  FLX_LOG_LEVEL: process.env['FLX_TEST_LOG_LEVEL'] ?? 'silent',
})

/** The environment in which a script starts a command on a data folder: with the cache of compiled code. */
export const environmentOfCommand = (dataDir: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
  FLX_DATA_DIR: dataDir,
})

/**
 * Environment of a server that finds only the Python of the system: a request for the machine's Pythons starts each of
 * them, and those of a version manager take longer than most tests.
 */
export const SYSTEM_ONLY = { PATH: '/usr/bin:/bin', HOME: '/nonexistent' }
