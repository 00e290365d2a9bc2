import { isSecretName } from './secret-names.ts'

/** The position of a secret in a text. */
export interface SecretSpan {
  start: number
  end: number
}

/** Only the start of a longer text is searched. */
const MAX_CHARACTERS = 1_000_000

/** A rule for texts: each match captures the secret part in its group `secret`. */
type Rule = { pattern: RegExp; counts?: (groups: Record<string, string>) => boolean }

const RULES: readonly Rule[] = [
  // `https://token@host`; the user of an SSH address is not a secret.
  {
    pattern:
      /(?<![\w+.-])(?<scheme>[a-z][a-z0-9+.-]{0,40}):\/\/(?<secret>[^\s/?#@:'"<>]{1,1024})@(?=[^\s@/])/dgi,
    counts: ({ scheme = '' }) => /(?:^|\+)https?$/i.test(scheme),
  },
  // `?sig=…`, `;password=…`, `AccountKey=…`, `--token=…`: a name with a value, in addresses, connection
  // strings and arguments.
  {
    pattern:
      /(?<before>^|[?&;,\s"'({-])(?<name>[A-Za-z][\w.-]{0,80})\s{0,3}=\s{0,3}(?:"(?<quoted>[^"]+)"|'(?<single>[^']+)'|(?<secret>[^\s;&"',)}]+))/dgi,
    counts: ({ before = '', name = '' }) =>
      isSecretName(name) && (before === '?' || before === '&' || !/^(?:key|pin|pat|salt)$/i.test(name)),
  },
  // Between semicolons a value can contain blanks and "&".
  {
    pattern:
      /(?:^|;)\s{0,3}(?<name>[A-Za-z][\w. -]{0,80}?)\s{0,3}=\s{0,3}(?<secret>[^;"'\n]{1,4096})(?=;)|;\s{0,3}(?<last>[A-Za-z][\w. -]{0,80}?)\s{0,3}=\s{0,3}(?<tail>[^;"'\n]{1,4096})$/dg,
    counts: ({ name, last }) => isSecretName(name ?? last ?? ''),
  },
  // A line of a pgpass file, `host:port:database:user:password`; colons and backslashes in it are escaped.
  {
    pattern:
      /^[ \t]{0,8}(?<fields>(?<host>(?:\\.|[^\s:\\]){1,255}):(?:\d{1,5}|\*):(?:\\.|[^:\\\n]){1,128}:(?<user>(?:\\.|[^\s:\\]){1,128}):(?<secret>(?:\\.|[^:\\\r\n]){1,1024}))(?=\r?$)/dgm,
    counts: ({ fields = '', host = '', user = '' }) =>
      // Host and user are not just digits, and the whole is not an IPv6 or MAC address.
      /[A-Za-z*/.]/.test(host) && /[A-Za-z_*]/.test(user) && !/^[\da-f:]+$/i.test(fields),
  },
  // `jdbc:oracle:thin:user/password@host`
  { pattern: /\boracle:(?:thin|oci\d?):[^/\s@]{1,200}\/(?<secret>[^@\s]{1,500})@/dgi },
  // `Authorization: Bearer …`, `X-Api-Key: …`
  {
    pattern:
      /(?:^|[\s"'{,])(?<name>[A-Za-z][\w.-]{0,80})["']?:\s{1,3}["']?(?<secret>(?:(?:bearer|basic|token|digest|negotiate|apikey)\s{1,3})?[^\s"',}]+)/dgi,
    counts: ({ name = '', secret = '' }) => isSecretName(name) && secret.length >= 6 && !/^[{[]/.test(secret),
  },
  // `"password":"…"` within a text, including JSON inside JSON.
  {
    pattern:
      /\\?(?<quote>["'])(?<name>[A-Za-z][\w.-]{0,80})\\?\k<quote>\s{0,3}:\s{0,3}\\?\k<quote>(?<secret>[^"'\\\n]{1,4096})\\?\k<quote>/dg,
    counts: ({ name = '' }) => isSecretName(name),
  },
  // `<password>…</password>`
  {
    pattern: /<(?<name>[A-Za-z][\w.:-]{0,80})>(?<secret>[^<>\n]{1,4096})<\//dg,
    counts: ({ name = '' }) => isSecretName(name),
  },
  // `curl -u user:…`
  { pattern: /(?:^|\s)(?:-u|--user)\s{1,3}[^\s:]{1,200}:(?<secret>[^\s"']{1,1024})/dg },
  // Addresses that accept messages from any sender who knows them.
  {
    pattern:
      /https:\/\/(?:hooks\.slack\.com\/(?:services|workflows|triggers)|[\w.-]{1,100}\.webhook\.office\.com\/webhookb2|(?:\w{1,20}\.)?discord(?:app)?\.com\/api\/webhooks|hooks\.zapier\.com\/hooks\/catch)\/(?<secret>[^\s"'<>?#]{1,1024})/dgi,
  },
  { pattern: /https:\/\/api\.telegram\.org\/bot(?<secret>[^\s"'<>?#]{1,1024})/dgi },
  // A word after Bearer or Basic must contain a character that is not a letter.
  { pattern: /\b(?:bearer|basic)\s{1,3}(?=[\w.~+/-]{0,200}[\d=])(?<secret>[\w.~+/-]{8,4096}={0,2})/dgi },
  {
    pattern: /-----BEGIN (?:[A-Z0-9 ]{0,30})PRIVATE KEY(?: BLOCK)?-----(?<secret>[\s\S]+?)(?:-----END|$)/dg,
  },
  // Tokens with a known prefix.
  {
    pattern:
      /(?<![\w/+])(?<secret>(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_\w{30,255}|github_pat_\w{30,255}|glpat-[\w-]{20,64}|xox[abeprs]-[\w-]{10,255}|sk-(?:ant-|proj-)?[\w-]{20,255}|[rs]k_(?:live|test)_\w{16,255}|AIza[\w-]{35}|SG\.[\w-]{16,64}\.[\w-]{16,64}|pypi-[\w-]{30,255}|dapi[0-9a-f]{32}|shp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}|flx_[\w-]{20,255})(?![\w])/dg,
  },
]

const PARTS = ['secret', 'quoted', 'single', 'tail']

/**
 * Returns the secret parts of a text, recognised by their context or shape, in order and without overlaps.
 */
function secretSpans(text: string): SecretSpan[] {
  if (text.length < 6) return []
  const searched = text.length > MAX_CHARACTERS ? text.slice(0, MAX_CHARACTERS) : text
  const found: SecretSpan[] = [...passwordsOfAddresses(searched), ...signedTokens(searched)]
  for (const { pattern, counts } of RULES) {
    for (const match of searched.matchAll(pattern)) {
      const { groups = {}, indices } = match
      const span = PARTS.map((name) => indices?.groups?.[name]).find((part) => part !== undefined)
      if (span === undefined || counts?.(groups) === false) continue
      found.push({ start: span[0], end: span[1] })
    }
  }
  // A placeholder or a hidden value is not a secret.
  return merged(found.filter(({ start, end }) => !isPlaceholder(searched.slice(start, end))))
}

const ADDRESS = /(?<![\w+.-])[a-z][a-z0-9+.-]{0,40}:\/\/(?=(?<user>[^\s/?#@:'"<>]{0,512}):)/gi
const PASSWORD_END = /[\s@'"<>]|$/g
const LONGEST_PASSWORD = 1024
/** After an "@" within a password: the rest of it, up to the next "@". */
const MORE_PASSWORD = /@[^\s@/'"<>]{1,512}(?=@)/y

/**
 * Returns the passwords in `scheme://user:password@host`. A password can contain unescaped "@" and "/", a
 * port cannot. Searched in code instead of by one pattern: with many unterminated addresses, a pattern would
 * rescan after each of them.
 */
function passwordsOfAddresses(text: string): SecretSpan[] {
  const found: SecretSpan[] = []
  const address = new RegExp(ADDRESS)
  let stop = 0
  for (let match = address.exec(text); match !== null; match = address.exec(text)) {
    const start = match.index + match[0].length + (match.groups?.['user'] ?? '').length + 1
    if (stop < start) {
      PASSWORD_END.lastIndex = start
      stop = PASSWORD_END.exec(text)?.index ?? text.length
    }
    if (text[stop] !== '@' || stop === start || stop - start > LONGEST_PASSWORD) continue
    const hasHost = (at: number): boolean => /[^\s@/]/.test(text[at + 1] ?? '')
    // The last "@" followed by a host ends the password.
    let end = hasHost(stop) ? stop : -1
    for (let at = stop; at < text.length;) {
      MORE_PASSWORD.lastIndex = at
      const more = MORE_PASSWORD.exec(text)
      if (more === null) break
      at += more[0].length
      if (hasHost(at)) end = at
    }
    if (end === -1) continue
    address.lastIndex = end
    if (!/^\d{1,5}[/?;,]/.test(text.slice(start, Math.min(end, start + 6)))) found.push({ start, end })
  }
  return found
}

/**
 * Returns tokens of three parts (JWT). Each word before a dot is examined only once, whatever it contains.
 */
function signedTokens(text: string): SecretSpan[] {
  const word = /(?<![\w-])(?<first>[\w-]{11,})(?=(?<rest>\.eyJ[\w-]{8,8192}\.[\w-]{0,4096}))/g
  const found: SecretSpan[] = []
  for (const { index, groups = {} } of text.matchAll(word)) {
    const { first = '', rest = '' } = groups
    const begin = first.search(/(?<!\w)eyJ[\w-]{8}/)
    const before = text[index - 1] ?? ''
    if (begin === -1 || (begin === 0 && /[/+]/.test(before))) continue
    found.push({ start: index + begin, end: index + first.length + rest.length })
  }
  return found
}

/** Returns whether a text is only a placeholder for a value: `***`, dots or a reference. */
const isPlaceholder = (secret: string): boolean =>
  /^(?:[*•]+|\$\{?[A-Za-z_]\w*\}?|\{\{?[^}]*\}?\}|%\w+%|true|false|null|none|file:.*)$/i.test(secret)

function merged(spans: SecretSpan[]): SecretSpan[] {
  const result: SecretSpan[] = []
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1)
    if (last !== undefined && span.start < last.end) last.end = Math.max(last.end, span.end)
    else result.push({ ...span })
  }
  return result
}

/** Returns whether a text contains a secret, such as an address with a password. */
export function holdsSecretText(value: unknown): boolean {
  return typeof value === 'string' && secretSpans(value).length > 0
}

/** Replaces every secret in a text with `replacement`. */
export function hideSecretText(text: string, replacement: string): string {
  let result = ''
  let from = 0
  for (const { start, end } of secretSpans(text)) {
    result += text.slice(from, start) + replacement
    from = end
  }
  return result + text.slice(from)
}

/** Returns the secrets in a text. */
export const secretsInText = (text: string): string[] =>
  secretSpans(text).map(({ start, end }) => text.slice(start, end))
