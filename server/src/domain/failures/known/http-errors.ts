import { knownError } from './known-error.ts'

const SENTENCES: Record<string, string> = {
  '400': 'The source did not understand the request',
  '401': 'The source refused the credentials',
  '402': 'The source requires payment',
  '403': 'The source denied access',
  '404': 'The source has nothing at this address',
  '405': 'The source does not accept this kind of request',
  '406': 'The source cannot respond in this format',
  '408': 'The source did not receive the request in time',
  '409': 'The source reports a conflict',
  '410': 'The source no longer offers this',
  '412': 'A condition of the request was not met',
  '413': 'The request is too large for the source',
  '414': 'The address of the request is too long',
  '415': 'The source does not accept this kind of content',
  '422': 'The source did not accept a value of the request',
  '423': 'The source has locked this',
  '429': 'The rate limit of the source was reached',
  '451': 'The source cannot provide this for legal reasons',
  '500': 'The source had an internal error',
  '501': 'The source does not support this request',
  '502': 'The gateway of the source got no valid response',
  '503': 'The source did not respond',
  '504': 'The source did not respond to its gateway in time',
}
const sentenceOf = (code: string): string =>
  SENTENCES[code] ??
  (code.startsWith('4') ? `The source refused the request (${code})` : `The source failed (${code})`)

const PHRASES: readonly (readonly [RegExp, string])[] = [
  [
    /\bunauthori[sz]ed\b|authentication (?:failed|required)|invalid (?:credentials|authentication|token)|not authenticated|UNAUTHENTICATED/i,
    '401',
  ],
  [/\bforbidden\b|PERMISSION_DENIED|access (?:is |was )?denied|not authori[sz]ed/i, '403'],
  [/service unavailable|under maintenance|temporarily unavailable/i, '503'],
  [/bad gateway/i, '502'],
  [/gateway time-?out/i, '504'],
  [/internal server error/i, '500'],
  [/unprocessable entity/i, '422'],
  [/\bbad request\b/i, '400'],
  [/method not allowed/i, '405'],
]

/** Responses of HTTP services, recognised by their status or its wording. */
export const HTTP_ERRORS = [
  knownError(
    (match) => `http-${match[1] ?? match[2] ?? match[3] ?? match[4] ?? ''}`,
    /\b(?:http(?:\/[\d.]+)?(?: error)?|status(?:[ _]?code)?|response(?: code)?|error code|code|got|returned|received|failed with|error)\b[\s:=([<]{1,4}([45]\d\d)\b(?!\s*(?:records|rows|lines|ms|seconds))|\b([45]\d\d) (?:client|server) error|\b([45]\d\d)[\s:,-]+(?:bad|unauthor|payment|forbidden|not found|method|not accept|request|conflict|gone|length|precondition|unsupported|unprocess|locked|too|internal|not impl|service|gateway)|<Response \[([45]\d\d)\]>/i,
    ({ match }) => sentenceOf(match[1] ?? match[2] ?? match[3] ?? match[4] ?? ''),
  ),
  ...PHRASES.map(([pattern, code]) => knownError(`http-${code}`, pattern, sentenceOf(code))),
]
