const OF_ANY = String.raw`^(?:discovery|tap|mapper|target)\[\d\]\.env\.`
const OF_LATER = String.raw`^(?:mapper|target)\[\d\]\.env\.`
const EXTRACTOR = '(?:TAP_C\\d+|MELTANO_EXTRACT)'

/** The cases in which each difference of `docs/meltano-differences.md` appears, by its heading there. */
export const INTENDED: Readonly<Record<string, RegExp>> = {
  'catalogue-cached': /^discoveries$/,
  digits: new RegExp(
    String.raw`config\.(?:plain|list\[0\])$|${OF_ANY}${EXTRACTOR}_(?:PLAIN|LIST\[0\])$|bookmarks\.people\.at$`,
  ),
  'discovery-without-state': /^discovery\[0\]\.(?:args|state)$/,
  'dotted-extras': new RegExp(`${OF_ANY}${EXTRACTOR}__(?:METADATA|SCHEMA)\\.`),
  'escaped-dots': new RegExp(`${OF_ANY}${EXTRACTOR}_(?:A__?B|C_D__?E)$`),
  'log-format': /\.log\.formatters\.singer_formatter\.format$/,
  'mapper-extras': new RegExp(`${OF_ANY}(?:MAPPER_C\\d+|MELTANO_MAP)__MAPPING`),
  'missing-in-text': /\.config\.url$|_URL$/,
  'missing-variable': /^(?:statuses\[0\]|discoveries|discovery|tap|target|state)$/,
  'no-discovery': /^(?:statuses\[0\]|tap|target|state)$/,
  'nothing-selected': /^(?:statuses\[0\]|tap|target|state)$/,
  'object-json': new RegExp(`${OF_ANY}${EXTRACTOR}_OBJECT\\.a`),
  'object-leaves': new RegExp(`${OF_ANY}${EXTRACTOR}_(?:OBJECT|MORE)_[A-Z_]+$`),
  'odd-names': /\.catalog\[0\]\.metadata\.\["properties","a-b"\]$/,
  'primary-key': /\.catalog\[1\]\.key_properties$/,
  'python-text': new RegExp(`${OF_ANY}${EXTRACTOR}_(?:FLAG|NAMES)$`),
  'references-in-env': /\.env\.OWN_URL$/,
  'secrets-stay': new RegExp(
    `${OF_LATER}${EXTRACTOR}_(?:AUTH_TOKEN|PASSWORD|URL|PORT|PATH|LIST|REGION|NESTED_DEEP_HOST|OBJECT(?:\\.host)?)$`,
  ),
  'selection-in-schema': /^tap\[\d\]\.catalog\[\d\]\.schema\.(?:properties\.\w+\.)?selected$/,
  'useless-discovery': /^(?:discoveries|discovery)$/,
}

/** Differences that appear in every case to which they apply. */
export const EVERYWHERE: readonly string[] = ['log-format', 'catalogue-cached', 'selection-in-schema']
