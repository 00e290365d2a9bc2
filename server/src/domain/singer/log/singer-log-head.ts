import type { LogLevel } from '@flx/shared/logs/log'

import { levelFromName, type ParsedLine } from './singer-log-level.ts'

/**
 * Finds the level at the start of a log line, only where log writers put one: text that merely contains such a word does not
 * count. Undefined if there is none.
 */
export function readHead(line: string): ParsedLine | undefined {
  if (!MAY_HAVE_LEVEL.test(line)) return undefined
  return readFields(line) ?? readLetter(line) ?? readProgram(line) ?? readParts(line)
}

/** Strips the leading time from a line; returns the line unchanged if it has none. */
export const withoutTime = (line: string): string => {
  TIME.lastIndex = 0
  const time = TIME.exec(line)?.[0]
  return time === undefined ? line : line.slice(time.length)
}

/** A cheap test that settles most lines: a word that could be a level, or glog's letter. */
const MAY_HAVE_LEVEL =
  /trace|debu?g?|verb|fine|trc|inf|notice|noti\b|success|warn|wrn|err|severe|critical|crit\b|fata|panic?|alert|emerg|ftl|pnc|fail|^[VDIWEF],? ?[[\d]|^<[0-7]>/i

/** Reads logfmt: level=error msg="…" with other fields around it, optionally after a time. The text is what follows msg=. */
function readFields(line: string): ParsedLine | undefined {
  const fields = /^\s*[\w.@-]+=/.test(line) ? line : withoutTime(line).trimStart()
  if (!/^[\w.@-]+=/.test(fields)) return undefined
  const word = /(?:^|\s)(?:level|lvl|severity|levelname|loglevel|log\.level)="?(\w+)"?(?=\s|$)/.exec(
    fields,
  )?.[1]
  const level = word === undefined ? undefined : levelFromName(word)
  if (level === undefined) return undefined
  return { level, text: (/\b(?:message|msg)=(.*)$/s.exec(fields)?.[1] ?? fields).trimEnd() }
}

const LETTERS: Record<string, LogLevel> = {
  ...{ V: 'debug', D: 'debug', I: 'info', W: 'warning', E: 'error', F: 'error' },
}
const SEVERITIES: LogLevel[] = ['error', 'error', 'error', 'error', 'warning', 'info', 'info', 'debug']

/** Reads glog and absl (E0102 15:04:05.678901 123 file.go:1] …), Ruby (E, […] ERROR -- : …), systemd (<3>…). */
function readLetter(line: string): ParsedLine | undefined {
  const glog = /^([DIWEF])\d{4} \d\d:\d\d:\d\d(?:\.\d+)?\s+\d+ (?:([^\s\]]+)\] ?)?(.*)$/s.exec(line)
  if (glog !== null) {
    const [, letter = '', place, text = ''] = glog
    return parsedLine(LETTERS[letter], place === undefined ? text : `${place}: ${text}`)
  }
  const ruby = /^([VDIWEF]), \[[^\]]*\]\s+[A-Z]+ -- [^:]*: (.*)$/s.exec(line)
  if (ruby !== null) return parsedLine(LETTERS[ruby[1] ?? ''], ruby[2] ?? '')
  const systemd = /^<([0-7])>(.*)$/s.exec(line)
  if (systemd !== null) return parsedLine(SEVERITIES[Number(systemd[1])], systemd[2] ?? '')
  return undefined
}

const parsedLine = (level: LogLevel | undefined, text: string): ParsedLine | undefined =>
  level === undefined ? undefined : { level, text: text.trimEnd() }

/**
 * Reads lines of command-line programs, which are kept whole: `tap-x: error: …`, `file.c:3:1: fatal error: …`, `tap.py:3:
 * DeprecationWarning: …`, `npm ERR! …`.
 */
function readProgram(line: string): ParsedLine | undefined {
  const word =
    /^[\w./-]+(?: [\w./-]+)?(?::\d+)*: (?:(?:fatal )?(error)|(warning)): /.exec(line) ??
    /^npm (?:(ERR!|error)|(WARN|warn)) /.exec(line) ??
    /^\S*:\d+: ()(\w*Warning): /.exec(line)
  if (word === null) return undefined
  return { level: (word[1] ?? '') === '' ? 'warning' : 'error', text: line }
}

const DATE = String.raw`(?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d[/.]\d\d[/.]\d{4}|(?:[A-Z][a-z]{2},? )?(?:\d\d?[ /-])?[A-Z][a-z]{2}[ /-]+(?:\d\d?|\d{4})(?:,? \d{4})?)`
const CLOCK = String.raw`\d\d?:\d\d(?::\d\d)?(?:[.,]\d+)?(?: ?[AP]M)?(?: ?(?:Z|UTC|GMT|[A-Z]{3,4}T)\b| ?[+-]\d\d:?\d\d)?`
const MOMENT = `(?:${DATE}(?:[ T:]+|, | - )${CLOCK}|${CLOCK}|${DATE})`
/** A time at the start of the line, with or without brackets. */
const TIME = new RegExp(String.raw`(?:\[${MOMENT}\]|\(${MOMENT}\)|${MOMENT}(?![\w/]))`, 'y')

const SEPARATOR = /\s*(?:\|{1,2}|-{1,3}|:)(?=\s)\s*|\s*\|\s*|\s+|:/y
/** [main] · {taskinstance.py:1234} · (123) */
const GROUP = /\[([^\][]*)\]|\{([^}{]*)\}|\(([^)(]*)\)/y
const WORD = /[A-Za-z]+/y
const NAME = /[\w$@][\w$.@/:#*~-]*/y
/** A word before a bar or a dash is a field, whatever the word is. */
const FIELD_END = /\s+(?:\||-{1,3})\s|\s*\|/y
/** Most parts that can precede a level: time, host, logger, process, thread … */
const MAX_PARTS = 7

/** Words that, in capitals, are a level: anywhere a level can stand, only after a time, or only before a colon. */
const LEVEL_WORD =
  /^(?:TRACE|DEBUG|INFO|NOTICE|SUCCESS|WARN|WARNING|ERROR|SEVERE|CRITICAL|FATAL|PANIC|DPANIC)$/
const LEVEL_AFTER_TIME = /^(?:TRC|DBG|INF|WRN|ERR|FTL|PNC|CRIT|EMERG|ALERT|VERBOSE)$/
const LEVEL_BEFORE_COLON = /^(?:FINE|FINER|FINEST|CONFIG|ERR|CRIT|ALERT|EMERG)$/
const LOWER_CASE_LEVEL =
  /^(?:trace|trce|debug|dbug|info|notice|warn|warning|error|err|severe|critical|crit|fatal|fail)$/i

/**
 * Reads the line part by part: times, bracketed groups and logger names can precede the level. A level counts if it is in
 * capitals or in brackets; in any other case, only before a colon, a bar or a dash.
 */
function readParts(line: string): ParsedLine | undefined {
  let at = 0
  let hasTime = false
  let hasName = false
  for (let part = 0; part < MAX_PARTS && at < line.length; part += 1) {
    const time = match(TIME, line, at)
    const group = time === undefined ? match(GROUP, line, at) : undefined
    if (time !== undefined) {
      hasTime = true
      at = skipSeparator(line, at + time[0].length)
    } else if (group !== undefined) {
      const end = at + group[0].length
      const level = levelInGroup(group[1] ?? group[2] ?? group[3] ?? '')
      if (level !== undefined) {
        const rest = textAfter(line, end)
        return { level: level.level, text: level.name === '' ? rest : `${level.name}: ${rest}` }
      }
      at = skipSeparator(line, end)
    } else {
      const level = levelAt(line, at, { timed: hasTime, preceded: part > 0, named: hasName })
      if (level !== undefined) return level
      const end = endOfName(line, at, hasTime)
      if (end === undefined) return undefined
      hasName ||= !hasTime
      at = skipSeparator(line, end)
    }
  }
  return undefined
}

/** Returns the end of a field that is a name or a number; undefined if the message starts here. */
function endOfName(line: string, at: number, timed: boolean): number | undefined {
  const name = match(NAME, line, at)?.[0]
  if (name === undefined) return undefined
  const end = at + name.length
  const looksLikeName = timed && /^\d+$|[._/-]|^root:?$/.test(name)
  return looksLikeName || match(FIELD_END, line, end) !== undefined ? end : undefined
}

function match(pattern: RegExp, line: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(line) ?? undefined
}

const skipSeparator = (line: string, at: number): number => at + (match(SEPARATOR, line, at)?.[0].length ?? 0)

/** Returns the text after a level, without the separator. */
const textAfter = (line: string, at: number): string => line.slice(skipSeparator(line, at)).trimEnd()

function levelAt(
  line: string,
  at: number,
  { timed, preceded, named }: { timed: boolean; preceded: boolean; named: boolean },
): ParsedLine | undefined {
  const word = match(WORD, line, at)?.[0] ?? ''
  const level = levelFromName(word)
  if (level === undefined) return undefined
  const end = at + word.length
  const rest = line.slice(end)
  // logrus: ERRO[0012] message
  const counter = /^\[\d+\]\s*/.exec(rest)?.[0]
  if (counter !== undefined) return { level, text: rest.slice(counter.length).trimEnd() }
  const isField = /^\s*(?::|\|)|^\s+-{1,3}\s/.test(rest)
  if (word === word.toUpperCase()) {
    const isLevel =
      LEVEL_WORD.test(word) ||
      (timed && LEVEL_AFTER_TIME.test(word)) ||
      (isField && LEVEL_BEFORE_COLON.test(word))
    // After a name without a time, only as a field between others.
    const endsHere = named ? isField : isField || /^(?:\s|\[|$)/.test(rest)
    return isLevel && endsHere ? { level, text: textAfter(line, end) } : undefined
  }
  // `Error: …` is how an exception is printed: keep the line whole.
  if (!LOWER_CASE_LEVEL.test(word) || word === 'Error') return undefined
  const endsHere = preceded ? isField : /^:(?:\s|$)|^\s*\|/.test(rest)
  return endsHere ? { level, text: textAfter(line, end) } : undefined
}

/** Finds the level in a group: error     · ERROR/MainProcess · 2024-01-01T00:00:00Z ERROR crate::module · 12:00:00 ERR */
function levelInGroup(content: string): { level: LogLevel; name: string } | undefined {
  const trimmed = content.trim()
  const afterTime = withoutTime(trimmed)
  const timed = afterTime !== trimmed
  const text = timed ? afterTime.replace(/^[\s:,|-]+/, '') : trimmed
  const word = /^[A-Za-z]+/.exec(text)?.[0] ?? ''
  const level = levelFromName(word)
  if (level === undefined) return undefined
  const rest = text.slice(word.length)
  if (rest.trim() === '') return { level, name: '' }
  const name = /^(?:\/|\s+)([\w:./-]+)$/.exec(rest)?.[1]
  return timed && word === word.toUpperCase() && name !== undefined ? { level, name } : undefined
}
