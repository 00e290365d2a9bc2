/**
 * Splits a name into lower-case words: `clientSecret`, `client_secret` and `x-client.secret` all give
 * `client`, `secret`.
 */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

const ALWAYS =
  /^(?:\w*passwords?\d*|passwds?|passphrases?|passcodes?|pwd|\w*secrets?\d*|\w*tokens?\d*|\w*credentials?|creds?|authorization|bearer|cookies?|dsn|jwt|sas|sig|signature|apikeys?|\w*hapikey|accesskeys?|accountkeys?|privatekeys?|secretkeys?|tok|pkey|pw|sslkey|sshkey|encryptionkeys?|connectionstrings?|connstring|connstr|webhook|pin|otp|pat|salt)$/

/**
 * Last words of names about a secret that are not secrets themselves: `token_url`, `password_file`,
 * `max_tokens`.
 */
const ABOUT = new Set(
  (
    'url urls uri endpoint host path type kind method mechanism algorithm format encoding file filename location ' +
    'title name names field column header param parameter prefix suffix length size count limit ttl lifetime expires ' +
    'expiry expiration expired in at timeout seconds secs minutes ms required enabled enable disabled policy rotation ' +
    'version region bucket scope scopes provider mode env options domain table schema separator delimiter audience issuer'
  ).split(' '),
)

/** Words before `key` in names of rows, places or options, not of secrets. */
const DATA_KEYS = new Set(
  (
    'primary foreign replication sort partition partitioning natural surrogate composite unique join joining hash ' +
    'distribution dist cluster clustering order ordering group grouping index lookup cache bookmark state cursor record ' +
    'stream schema table column row map dict object business candidate parent child document message routing dedupe ' +
    'deduplication idempotency alternate range merge upsert incremental compound public s3 bucket file blob text search ' +
    'batch config setting registry issue item event pointer id metadata json field sequence external internal source ' +
    'target destination dimension entity label translation i18n shard bin binlog time date datetime timestamp hot ' +
    'updated modified created watermark checkpoint revision offset'
  ).split(' '),
)
/** Words before `keys` in names of secrets; most lists of keys name columns. */
const SECRET_KEYS = new Set(['api', 'app', 'access', 'private', 'secret', 'ssh', 'account', 'encryption'])

/** Ends of names that are secrets as a phrase of several words. */
const PHRASES =
  /(?:^| )(?:(?:connection|conn) (?:string|str|uri|url)|(?:sqlalchemy|sql alchemy|jdbc|database|db|mongo|mongodb|postgres|redis|amqp|broker)(?: database)? (?:url|uri|conn|connection)|service account(?: info| json| key)?(?: json| str| string)?(?: base64| b64)?|credentials? (?:info|json|string|str|base64|b64|content|contents|data)|keyfile json|key ?file (?:json|dict|content|contents|data)|(?:private|access|account|secret|api|ssh|master|encryption) key (?:id|value|json|data|content|pem|base64|b64|name|secret|old|new|1|2)|key secret|token key|key (?:json|stash)|secret (?:id|value|json|string|data|key|access key)|token (?:value|secret|json|data)|password (?:value|hash|old|new)|client id|oauth id|access id|auth (?:token|hash|key|header|string)|(?:user|db|database|auth|ldap|smtp|proxy|http|basic|my|root|admin|ssl|key) pass|webhook url|sasl jaas config|(?:api )?key ?id(?: secret)?|apikey(?:id|secret)|api auth(?: id)?|client certificate key|ssl key|(?:x )?api key|set cookie|(?:basic|http|proxy) auth|session (?:id|key|cookie)|jdbc (?:url|uri) params)$/

/**
 * Returns whether a setting, variable, header or parameter of this name holds a secret. Recognises all
 * spellings (camelCase, snake_case, kebab-case, dotted) and excludes names that only sound similar:
 * `primary_key`, `token_url`.
 */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name)
  const last = words.at(-1)
  if (last === undefined) return false
  const before = words.at(-2)
  if (words.length === 1 && (last === 'pass' || last === 'key')) return true
  if (PHRASES.test(words.join(' '))) return true
  if (ALWAYS.test(last)) return !countsTokens(words)
  if (last === 'key') return before !== undefined && !DATA_KEYS.has(before)
  if (last === 'keys') return before !== undefined && SECRET_KEYS.has(before)
  if (ABOUT.has(last)) return false
  return words.some((word) => ALWAYS.test(word) && word !== 'sig' && word !== 'signature')
}

/** Matches `max_tokens`, `page_token`, `continuation_token`: sizes and positions. */
const countsTokens = (words: readonly string[]): boolean =>
  /(?:^| )(?:(?:max|min|num|number of|total) tokens?|(?:next )?page token|(?:pagination|continuation) token)$/.test(
    words.join(' '),
  )
