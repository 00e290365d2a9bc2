const PASSED_ON =
  /^(PATH|HOME|LANG|LC_.*|TZ|TMPDIR|USER|LOGNAME|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS|NODE_COMPILE_CACHE|(https?|no|all|ftp)_proxy)$/i

/** Returns the server's variables that every child process gets: never our settings, never npm's. */
export function baseEnvironment(server: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(server).filter(([name]) => PASSED_ON.test(name)))
}

const FOR_INSTALLERS = /^(PIP_|UV_|GIT_|SSH_|PYENV_|XDG_CACHE_HOME$)/

/** uv's names for pip settings that a server can have. */
const UV_NAMES = {
  PIP_INDEX_URL: 'UV_INDEX_URL',
  PIP_EXTRA_INDEX_URL: 'UV_EXTRA_INDEX_URL',
  PIP_CERT: 'SSL_CERT_FILE',
}

/** Returns the environment of pip, uv and git: in addition their own settings, and no interactive prompts. */
export function installEnvironment(server: Readonly<Record<string, string>>): Record<string, string> {
  const forUv = Object.entries(UV_NAMES).flatMap(([pip, uv]) =>
    server[pip] === undefined ? [] : [[uv, server[pip]] as const],
  )
  return {
    // Like pip, uv trusts the certificates that the machine trusts.
    UV_SYSTEM_CERTS: 'true',
    ...Object.fromEntries(forUv),
    ...baseEnvironment(server),
    ...Object.fromEntries(Object.entries(server).filter(([name]) => FOR_INSTALLERS.test(name))),
    PIP_NO_INPUT: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    GIT_TERMINAL_PROMPT: '0',
    PYTHONUNBUFFERED: '1',
  }
}

/** Adds a virtual environment, so that its programs find what is installed beside them. */
export function inVirtualEnvironment(
  env: Readonly<Record<string, string>>,
  virtualEnvironment: string | null,
): Record<string, string> {
  if (virtualEnvironment === null) return { ...env }
  const path = env['PATH'] === undefined ? '' : `:${env['PATH']}`
  return { ...env, VIRTUAL_ENV: virtualEnvironment, PATH: `${virtualEnvironment}/bin${path}` }
}
