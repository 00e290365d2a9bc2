const PASSED =
  /^(PATH|HOME|LANG|LC_.*|TZ|TMPDIR|USER|LOGNAME|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS|NODE_COMPILE_CACHE|(https?|no|all|ftp)_proxy)$/i

/** The variables of the server that every child gets (decision 17): never our settings, never npm's. */
export function baseEnvironment(server: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(server).filter(([name]) => PASSED.test(name)))
}

const FOR_INSTALLERS = /^(PIP_|UV_|GIT_|SSH_|PYENV_|XDG_CACHE_HOME$)/

/** uv's names for settings that a server may have for pip. */
const UV_NAMES = {
  PIP_INDEX_URL: 'UV_INDEX_URL',
  PIP_EXTRA_INDEX_URL: 'UV_EXTRA_INDEX_URL',
  PIP_CERT: 'SSL_CERT_FILE',
}

/** The variables that pip, uv and git get in addition: their own settings, and no way to wait for an answer. */
export function installEnvironment(server: Readonly<Record<string, string>>): Record<string, string> {
  const forUv = Object.entries(UV_NAMES).flatMap(([pip, uv]) =>
    server[pip] === undefined ? [] : [[uv, server[pip]] as const],
  )
  return {
    // As pip does, uv shall trust what the machine trusts.
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

/** A program of a virtual environment finds what is installed beside it. */
export function inVirtualEnvironment(
  env: Readonly<Record<string, string>>,
  virtualEnvironment: string | null,
): Record<string, string> {
  if (virtualEnvironment === null) return { ...env }
  const path = env['PATH'] === undefined ? '' : `:${env['PATH']}`
  return { ...env, VIRTUAL_ENV: virtualEnvironment, PATH: `${virtualEnvironment}/bin${path}` }
}
