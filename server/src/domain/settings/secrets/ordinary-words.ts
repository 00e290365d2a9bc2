/** Longer texts of letters do not count as ordinary words. */
const MAX_LENGTH = 12

/**
 * Words that connectors and this product use all the time. If one is a password, it is masked only where a value can stand:
 * masking it everywhere would make every line unreadable, and it would still be easy to guess.
 */
const VOCABULARY = new Set(
  (
    'access account accounts admin administrator airbyte amazon analytics authentication bearer bigquery bookmark ' +
    'bookmarks bucket catalog catalogue client cluster column columns commit config configuration connect connected ' +
    'connecting connection connector custom customer customers database databases dataset default destination development ' +
    'discover discovery docker download enabled endpoint events excel execution extract extractor facebook failed field ' +
    'fields finished github gitlab google hubspot incremental insert invalid language loader loading localhost logger ' +
    'managed mapper mapping master meltano message messages method metric metrics microsoft mongodb monitor mysql ' +
    'network object objects oracle orders output params parquet password path pipeline pipelines plugin plugins postgres ' +
    'postgresql prefer primary private process processing product production products project public python query ' +
    'reading record records redshift refresh region remote replication report reports request require response results ' +
    'running salesforce schema schemas secret select selected server service services session setting settings shopify ' +
    'singer snowflake source sqlite sqlserver staging standard started starting state status stream streams string ' +
    'stripe success support sync syncing system table tables target template testing timeout token transform update ' +
    'upload upsert user username users value values version warehouse warning webhook windows worker write writing zendesk'
  ).split(' '),
)

/** Whether a text could just as well be a name or part of a sentence: letters only, not in mixed case. */
const isWord = (text: string): boolean =>
  text.length <= MAX_LENGTH && /^(?:[a-z]+|[A-Z][a-z]*|[A-Z]+)$/.test(text)

/** A word can start after these: escapes of JSON, URLs and terminals that themselves end in letters or digits. */
const ESCAPES = String.raw`(?<=\\[nrtbf]|\\u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2}|\u001b\[[\d;]*m)`
const WORD_START = String.raw`(?:${ESCAPES}|(?<![\w/])(?<!\w[-.]))`
/** Not within a name (`tap-x`, `x_id`, `x.log`), a path or the scheme of a URL. */
const WORD_END = String.raw`(?![\w/]|[-.]\w|:\/\/)`
/** Names of members are not values. */
const NOT_MEMBER = String.raw`(?!\\?["']\s*:)`

/** The text that precedes a value: `x=…` (also URL-encoded), an item or member in JSON, or the name of a secret. */
const VALUE_START = [
  String.raw`=\s?\\?["']?`,
  String.raw`[:,[{(]\s*\\?["']`,
  String.raw`%3[dD](?:%2[27])?`,
  String.raw`(?:[pP]ass(?:word|wd|phrase)?|PASS(?:WORD|WD|PHRASE)?|[pP]wd|PWD|[sS]ecret|SECRET|[tT]oken|TOKEN|[kK]ey|KEY|[cC]redentials?)["']?(?:\s*[:=]|\s+(?:is|was))?\s*[("'\x60]?`,
].join('|')

/**
 * Returns the pattern for a secret that is an ordinary word: alone on a line, before the "@" of a URL, and otherwise as a whole
 * word; a word of the vocabulary only where a value can stand. Null for any other secret, which is searched for everywhere.
 */
export function wordPattern(secret: string): string | null {
  if (!isWord(secret)) return null
  const wholeLine = String.raw`(?<=^\s*)${secret}(?=\s*$)`
  const inAddress = String.raw`(?<=:\/\/(?:[^\s/@:]*:)?)${secret}(?=@)`
  const isVocabulary = VOCABULARY.has(secret.toLowerCase())
  const elsewhere = isVocabulary
    ? String.raw`(?<=${VALUE_START})${secret}${WORD_END}${NOT_MEMBER}`
    : `${WORD_START}${secret}${WORD_END}${NOT_MEMBER}`
  return `(?:${wholeLine}|${inAddress}|${elsewhere})`
}
