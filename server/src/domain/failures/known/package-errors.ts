import { knownError } from './known-error.ts'

/** Errors of pip, and of what a build needs on the machine. */
export const PACKAGE_ERRORS = [
  knownError(
    'pip-python-version',
    /requires a different python|requires-python|requires python/i,
    'A package needs a different version of Python',
  ),
  knownError(
    'pip-not-found',
    /no matching distribution found|could not find a version that satisfies/i,
    'The package index does not have the package or version',
  ),
  knownError(
    'pip-conflict',
    /ResolutionImpossible|conflicting dependencies|dependency conflicts?|cannot install .* because these package versions|has requirement .* but you/i,
    'The packages conflict with each other',
  ),
  knownError(
    'pip-hash',
    /hashes? (?:do not|are required)|THESE PACKAGES DO NOT MATCH THE HASHES/i,
    'A package does not match its expected hash',
  ),
  knownError(
    'pip-git',
    /git (?:clone|fetch|checkout|version).{0,200}(?:did not run|exit(?: code|ed)|returned|not found)|cannot find command ['"]git/i,
    'The Git repository of a package could not be fetched',
  ),
  knownError(
    'pip-pg-config',
    /pg_config executable not found/i,
    'The development files of PostgreSQL are missing',
  ),
  knownError(
    'pip-mysql-config',
    /mysql_config (?:not found|--version)|can not find valid pkg-config name/i,
    'The development files of MySQL are missing',
  ),
  knownError(
    'pip-compiler',
    /command ['"]?(?:gcc|cc|x86_64-linux-gnu-gcc|clang|g\+\+)['"]? (?:failed|not found)|(?:unable to execute|no such file.*) ['"]?gcc|microsoft visual c\+\+/i,
    'A compiler is missing or failed',
  ),
  knownError(
    'pip-rust',
    /can't find rust compiler|rust toolchain|cargo.*not (?:found|installed)/i,
    'A Rust compiler is missing',
  ),
  knownError(
    'pip-header',
    /fatal error: [\w./-]+\.h: no such file/i,
    'A header file for the build is missing',
  ),
  knownError(
    'pip-externally-managed',
    /externally-managed-environment/i,
    'The system Python must not be changed',
  ),
  knownError(
    'pip-metadata',
    /metadata-generation-failed|preparing metadata.*(?:error|did not run)|egg_info/i,
    'A package could not be prepared for installation',
  ),
  knownError(
    'pip-build',
    /failed (?:to build|building wheel)|subprocess-exited-with-error|could not build wheels/i,
    'A package could not be built',
  ),
]
