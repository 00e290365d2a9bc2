/** The environment in which a script starts a command on a data folder: with the cache of compiled code. */
export const environmentOfCommand = (dataDir: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
  FLX_DATA_DIR: dataDir,
})
