/** Output lines searched for the cause; compilers print a lot after it. */
export const KEPT_LINES = 1000
const MAX_QUOTE = 400

/**
 * Explains why an installation with pip or uv failed: the cause, not the frame around it (`subprocess-exited-with-error`,
 * `Failed to build …`). Undefined if there was no output.
 */
export function installFailure(output: readonly string[]): string | undefined {
  const lines = output.map(withoutFrame).filter((line) => line.trim() !== '')
  for (const find of [machine, hashes, conflict, pythonVersion, repository, network, build]) {
    const cause = find(lines)
    if (cause !== undefined) return quoted(cause)
  }
  const cause = chainOf(lines) ?? lastError(lines) ?? lines.findLast((line) => !isFrame(line)) ?? lines.at(-1)
  return cause === undefined ? undefined : quoted(cause)
}

/** Strips the boxes and arrows that the installers draw. */
const withoutFrame = (line: string): string => line.replace(/^(\s*)(?:[×│├╰]─*[▶>]?|─+)\s?/, '$1')

const quoted = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > MAX_QUOTE ? `${line.slice(0, MAX_QUOTE - 1)}…` : line
}

/** Lines that only say that something failed. */
const FRAME =
  /subprocess-exited-with-error|metadata-generation-failed|legacy-install-failure|did not run successfully|[Ff]ailed (?:to build|building)|Could not build wheels|installable wheels|Encountered error while|ResolutionImpossible|See above for output|exit (?:code|status): |exited with code|CalledProcessError|originates from a subprocess|likely not a problem with pip|Build failures usually|The build backend returned|\[(?:\d+ lines|end) of output|^\s*(?:note|hint|\[notice\])\b|^Usage:|^\s*\[(?:stdout|stderr)\]|--- stderr|^\$ /

const isFrame = (line: string): boolean => FRAME.test(line)

const withoutLevel = (line: string): string =>
  line.trim().replace(/^(?:(?:ERROR|error|Error|WARNING|warning|cause|Caused by|remote): ?)+/, '')

/** Finds a problem of the machine. A full disk stops whatever is running, which then reports something else. */
function machine(lines: readonly string[]): string | undefined {
  const line = lines.findLast((each) =>
    /No space left on device|Disk quota exceeded|Read-only file system|Cannot allocate memory/.test(each),
  )
  return line === undefined ? undefined : withoutLevel(line)
}

function hashes(lines: readonly string[]): string | undefined {
  const start = lines.findLastIndex((line) => /DO NOT MATCH THE HASHES|[Hh]ash mismatch/.test(line))
  if (start === -1) return undefined
  const details = followers(lines, start).slice(0, 4)
  if (/Hash mismatch/i.test(lines[start] ?? ''))
    return [withoutLevel(lines[start] ?? ''), ...details].join(' ')
  return `The hash does not match: ${details.join(' ')}`
}

/** Returns the indented lines after a line. */
function followers(lines: readonly string[], start: number): string[] {
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => !/^\s/.test(line))
  return rest.slice(0, end === -1 ? undefined : end).map((line) => line.trim())
}

/** Explains conflicting packages: pip lists the requirements under a heading; uv explains in one long sentence. */
function conflict(lines: readonly string[]): string | undefined {
  const heading = lines.findLastIndex((line) => /^\s*The conflict is caused by:/.test(line))
  if (heading !== -1) {
    const refusal = lines.slice(0, heading).findLast((line) => /Cannot install /.test(line))
    const sides = followers(lines, heading).join('; ')
    return refusal === undefined ? sides : `${withoutLevel(refusal).replace(/\.$/, '')}: ${sides}`
  }
  const start = lines.findLastIndex((line) => /^\s*(?:cause: )?Because /.test(line))
  if (start === -1) return undefined
  const more = followers(lines, start).filter((line) => !/^(?:hint|cause):?/.test(line))
  return [withoutLevel(lines[start] ?? ''), ...more].join(' ')
}

/** Finds the Python that the requested version needs; pip only says that there is no such version. */
function pythonVersion(lines: readonly string[]): string | undefined {
  const requirement = lines.findLast((line) =>
    /requires a different Python|requires Python ?[<>=!~]/i.test(line),
  )
  if (requirement !== undefined) return withoutLevel(requirement)
  const missing = /No matching distribution found for (([\w.-]+)(?:\[[^\]]*\])?(?:==([\w.!+-]+))?.*)$/.exec(
    lines.findLast((line) => line.includes('No matching distribution found for')) ?? '',
  )
  const ignored = lines.findLast((line) => line.includes('require a different python version:'))
  if (missing === null || ignored === undefined) return undefined
  const [, wanted = '', name = '', version] = missing
  const requirements = [...ignored.matchAll(/([\w.!+-]+) Requires-Python ([^;]+)/g)]
  const exact = requirements.find(([, forVersion]) => forVersion === version)
  if (exact !== undefined) return `${name}==${version} requires Python ${exact[2]?.trim()}`
  const noVersions = lines.some((line) => line.includes('(from versions: none)'))
  const newest = requirements.at(-1)
  if (!noVersions || newest === undefined) return undefined
  return `No matching distribution found for ${wanted}: ${name} ${newest[1]} requires Python ${newest[2]?.trim()}`
}

/** Returns Git's message without the sentences that always follow it. */
function repository(lines: readonly string[]): string | undefined {
  const line = lines.findLast(
    (each) =>
      (/pathspec '.*' did not match/.test(each) ||
        /^\s*(?:fatal|remote|ERROR): (?!Could not read from remote|Please make sure)/.test(each) ||
        /Permission denied \(|Host key verification failed|could not read (?:Username|Password)/.test(
          each,
        )) &&
      // pip's own errors start the same way, unindented and in capitals.
      !/^ERROR: (?!Repository)/.test(each),
  )
  return line === undefined || isFrame(line) ? undefined : withoutLevel(line).replace(/^fatal: /, '')
}

const UNREACHABLE =
  /Temporary failure in name resolution|Name or service not known|nodename nor servname|getaddrinfo failed|Could not resolve (?:host|proxy)|No address associated|Connection (?:refused|reset|timed out|aborted)|[Rr]ead timed out|connect timeout|timed out\b|Network is unreachable|No route to host|CERTIFICATE_VERIFY_FAILED|certificate verify failed|invalid peer certificate|SSLError|Cannot connect to proxy|Tunnel connection failed|is not a trusted or secure host|\b(?:401|403|407|429|5\d\d)\b.*(?:Error|error)|HTTP error \d{3}|HTTP status (?:client|server) error/

/** Finds why the index is unreachable; pip only says that it found no version. */
function network(lines: readonly string[]): string | undefined {
  const unfound = lines.findLastIndex((line) => /\(from versions: none\)/.test(line))
  const index = lines.findLastIndex((line) => UNREACHABLE.test(line) && !/^\s*(?:File|at) /.test(line))
  if (index === -1) return undefined
  const line = lines[index] ?? ''
  // Counts only a retry that failed; a successful one is not the cause.
  if (/^\s*WARNING: /.test(line) && (unfound < index || unfound === -1)) return undefined
  const retried = /connection broken by '(.*)'(?:: (\S+))?$/.exec(line)
  if (retried !== null) {
    const [, inner = '', place] = retried
    const reason = inner.slice(UNREACHABLE.exec(inner)?.index ?? 0).replace(/['"].*$/, '')
    return place === undefined ? reason : `${reason.trim()}, while requesting ${place}`
  }
  const request = lines
    .slice(0, index)
    .findLast((each) => /Failed to fetch|error sending request for url/.test(each))
  return request === undefined || line.includes('://')
    ? withoutLevel(line)
    : `${withoutLevel(line)} (${withoutLevel(request)})`
}

const COMPILER = [
  /fatal error: .*(?:No such file or directory|file not found)/,
  /unable to execute '|command '\S+' failed: No such file|(?:gcc|g\+\+|cc|clang|make|cmake|cargo|rustc|ninja|swig): (?:command )?not found/,
  /can't find Rust compiler|Rust toolchain|Microsoft Visual C\+\+|No CMAKE_C_COMPILER|is not able to compile/i,
  /pg_config executable not found|mysql_config not found|pkg-config.*(?:not found|name)|Specify \w+_CFLAGS/i,
  /cannot find -l\S+|ld: library not found/,
]
const COMPILED = /^\s*\S+:\d+(?::\d+)?: (?:fatal )?error: /
/** A line that names a Python exception. */
const EXCEPTION = /^\s*(?:[\w.]+\.)*[A-Z]\w*(?:Error|Exception|Exit|Warning|Interrupt|NotFound)(?:: .*)?$/

/**
 * Explains a failed build from source: what the compiler lacks, else the Python exception, else the last lines of the block.
 */
function build(lines: readonly string[]): string | undefined {
  if (
    !lines.some((line) =>
      /subprocess-exited-with-error|[Ff]ailed (?:to build|building)|build backend|egg_info/.test(line),
    )
  ) {
    return undefined
  }
  for (const pattern of COMPILER) {
    const line = lines.find((each) => pattern.test(each))
    if (line !== undefined) return withoutLevel(line)
  }
  const line =
    lines.find((each) => COMPILED.test(each)) ??
    lines.findLast((each) => EXCEPTION.test(each) && !isFrame(each)) ??
    lines.findLast((each) => /^\s*(?:error|ERROR|Error): /.test(each) && !isFrame(each))
  return line === undefined ? lastLines(lines) : withoutLevel(line)
}

/** Returns the end of a build's output, between pip's marks. */
function lastLines(lines: readonly string[]): string | undefined {
  const end = lines.findIndex((line) => /\[end of output\]/.test(line))
  if (end === -1) return undefined
  const output = lines.slice(0, end).filter((line) => !isFrame(line))
  return output
    .slice(-2)
    .map((line) => line.trim())
    .join('; ')
}

/** Joins uv's error with its causes, each deeper than the previous one. */
function chainOf(lines: readonly string[]): string | undefined {
  const start = lines.findLastIndex((line) => /^error: /.test(line))
  const causes = lines.slice(start + 1).filter((line) => /^\s+(?:cause|Caused by): /.test(line))
  if (start === -1 || causes.length === 0) return undefined
  return [lines[start] ?? '', ...causes]
    .filter((line) => !isFrame(line))
    .map(withoutLevel)
    .join(': ')
}

function lastError(lines: readonly string[]): string | undefined {
  const line =
    lines.findLast((each) => /^\s*(?:ERROR|error|Error)\b/.test(each) && !isFrame(each)) ??
    lines.findLast((each) => /no such option/.test(each))
  return line === undefined ? undefined : withoutLevel(line)
}
