import type { InstallRemedy } from '@flx/shared/plugins/environment'

import { missingSystemPackages } from './system-packages.ts'

/**
 * Finds the remedy for a failed installation in the output of pip, uv or the started program; null if none is known. A
 * requirement that is already among `words`, pip's arguments, is not proposed again.
 */
export function installRemedy(
  lines: readonly string[],
  { words, started }: { words: readonly string[]; started: boolean },
): InstallRemedy | null {
  const requires = requiredPython(lines)
  if (requires !== null) return { kind: 'python', requires }
  const packages = missingSystemPackages(lines)
  if (packages.length > 0) return { kind: 'system', packages }
  const compiled = started ? undefined : C_API.find(({ form }) => lines.some((line) => form.test(line)))
  if (compiled !== undefined) return { kind: 'python', requires: compiled.requires }
  // An isolated build of another package sees an added requirement only if it is a build tool (build-tools.ts).
  const added = (started ? REQUIREMENTS : BUILD_REQUIREMENTS).find(
    ({ form, requirement }) => !words.includes(requirement) && lines.some((line) => form.test(line)),
  )
  if (added !== undefined) return { kind: 'requirement', requirement: added.requirement }
  const removed = REMOVED.find(({ form }) => lines.some((line) => form.test(line)))
  return removed === undefined ? null : { kind: 'python', requires: removed.requires }
}

/** Packages that others need without declaring it, or whose newest version broke them. */
const REQUIREMENTS: readonly { form: RegExp; requirement: string }[] = [
  { form: /No module named '?(?:pkg_resources|distutils)\b/, requirement: 'setuptools<81' },
  { form: /cannot import name 'soft_unicode' from 'markupsafe'/, requirement: 'markupsafe<2.1' },
  { form: /cannot import name 'url_(?:quote|decode|encode)' from 'werkzeug/, requirement: 'werkzeug<3' },
  { form: /cannot import name 'appengine' from '(?:requests\.packages\.)?urllib3/, requirement: 'urllib3<2' },
  { form: /cannot import name 'DEFAULT_CIPHERS' from 'urllib3/, requirement: 'urllib3<2' },
  { form: /Did not pass numpy\.dtype object/, requirement: 'numpy<1.20' },
  { form: /compiled using NumPy 1\.x cannot be run|numpy\.dtype size changed/, requirement: 'numpy<2' },
]

/** Tools whose newest version no longer builds older packages. */
const BUILD_REQUIREMENTS: readonly { form: RegExp; requirement: string }[] = [
  { form: /No module named '?pkg_resources\b/, requirement: 'setuptools<81' },
  {
    form: /Invalid dash-separated key|deprecated names .* use the underscore name/,
    requirement: 'setuptools<78',
  },
  {
    form: /error in .* setup command: '(?:install|extras|tests|setup)_require?s?'? must be|invalid.*: '(?:install|extras)_require/,
    requirement: 'setuptools<66',
  },
  { form: /use_2to3 is invalid/, requirement: 'setuptools<58' },
  {
    form: /has no attribute 'cython_sources'|Cython\.Compiler\.Errors\.CompileError/,
    requirement: 'cython<3',
  },
]

/** Names removed from Python's C API: the sources were written or generated for an older Python. */
const C_API: readonly { form: RegExp; requires: string }[] = [
  { form: /incomplete (?:typedef|type)[^\n]*(?:PyInterpreterState|struct _is\b)/, requires: '<3.8' },
  { form: /PyTypeObject[^\n]* has no member named \S?tp_print/, requires: '<3.9' },
  { form: /lvalue required as left operand|fatal error: longintrepr\.h/, requires: '<3.11' },
  { form: /incomplete (?:typedef|type)[^\n]*(?:PyFrameObject|struct _frame\b)/, requires: '<3.11' },
  {
    form: /PyCodeObject[^\n]* has no member|PyThreadState[^\n]* has no member named \S?(?:exc_|use_tracing|recursion)/,
    requires: '<3.11',
  },
  { form: /PyLongObject[^\n]* has no member named \S?ob_digit/, requires: '<3.12' },
  {
    form: /(?:undeclared|implicit declaration of function)[^\n]*(?:Py_UNICODE|PyUnicode_(?:GET_SIZE|AS_UNICODE|AsUnicode|FromUnicode))/,
    requires: '<3.12',
  },
  {
    form: /(?:Py_UNICODE|PyUnicode_(?:GET_SIZE|AS_UNICODE))\S? (?:undeclared|was not declared)/,
    requires: '<3.12',
  },
  {
    form: /(?:too few arguments to function|implicit declaration of function)[^\n]*_PyLong_AsByteArray/,
    requires: '<3.13',
  },
]

/** Parts that later versions of Python removed, and parts that only later versions have. */
const REMOVED: readonly { form: RegExp; requires: string }[] = [
  { form: /module 'collections' has no attribute|from 'collections' \(/, requires: '<3.10' },
  {
    form: /module 'asyncio' has no attribute 'coroutine'|'inspect' has no attribute 'getargspec'/,
    requires: '<3.11',
  },
  { form: /No module named '?(?:distutils|imp|asynchat|asyncore|smtpd)'?(?:\s|$)/, requires: '<3.12' },
  { form: /'pkgutil' has no attribute 'ImpImporter'|attribute 'SafeConfigParser'/, requires: '<3.12' },
  { form: /No module named '?(?:cgi|telnetlib|imghdr|pipes|crypt|nntplib)'?(?:\s|$)/, requires: '<3.13' },
  { form: /No module named '?tomllib'?|cannot import name '\w+' from 'typing'/, requires: '>=3.11' },
  { form: /unsupported operand type\(s\) for \|: '(?:type|NoneType|_\w+|ABCMeta)'/, requires: '>=3.10' },
]

/** Returns the Python that a package needs according to pip or uv; null if they do not say. */
function requiredPython(lines: readonly string[]): string | null {
  const notFound = lines.some((line) =>
    /The Python "[^"]*" that the plugin asks for|No interpreter found/.test(line),
  )
  if (notFound) return ''
  for (const line of lines.toReversed()) {
    const found =
      /requires a different Python: \S+ not in '([^']+)'/.exec(line) ??
      /requires Python ?([<>=!~][^\s;,)]*(?:,\s*[<>=!~][^\s;,)]*)*)/i.exec(line) ??
      /does not satisfy Python ?([<>=!~][\w.*,<>=!~]*\w)/.exec(line)
    if (found !== null) return (found[1] ?? '').replaceAll(/\s/g, '')
  }
  const none = lines.some((line) => line.includes('No matching distribution found for'))
  const ignored = lines.findLast((line) => line.includes('require a different python version:'))
  const needs = [...(ignored ?? '').matchAll(/ Requires-Python ([^;]+)/gi)].at(-1)?.[1]
  return none && needs !== undefined ? needs.replaceAll(/\s/g, '') : null
}
