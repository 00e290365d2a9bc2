import { knownError } from './known-error.ts'

/** Errors of cloud services and of signing in to them. */
export const CLOUD_ERRORS = [
  knownError(
    'address-not-allowed',
    /(?:request with ip|ip address|client ip|your ip)\b.{0,120}\bnot (?:allowed|authorized|whitelisted|in the allowlist)|ip .{0,60}is not (?:white|allow)listed/i,
    'The IP address of this server is not allowed',
  ),
  knownError(
    'aws-no-credentials',
    /unable to locate credentials|could not automatically determine credentials|default credentials were not found|no credentials (?:found|provided)|CredentialUnavailable/i,
    'No cloud credentials were found',
  ),
  knownError(
    'aws-token-expired',
    /ExpiredToken|security token included in the request is expired/i,
    'The cloud credentials have expired',
  ),
  knownError(
    'aws-key',
    /InvalidAccessKeyId|SignatureDoesNotMatch|security token included in the request is invalid/i,
    'The cloud refused the access key',
  ),
  knownError(
    'bucket-missing',
    /NoSuchBucket|bucket does not exist|bucket .*not found/i,
    'The bucket does not exist',
  ),
  knownError(
    'object-missing',
    /NoSuchKey|key does not exist|blob(?:NotFound| does not exist)/i,
    'A file does not exist in the bucket',
  ),
  knownError('aws-access', /AccessDenied|not authorized to perform/i, 'The cloud account lacks a permission'),
  knownError(
    'billing',
    /billing (?:has not been|is not) enabled|BILLING|payment required|subscription .*(?:expired|inactive)/i,
    'The account of the service has no active billing',
  ),
  knownError(
    'api-disabled',
    /API has not been used in project|api is (?:disabled|not enabled)|API_DISABLED|SERVICE_DISABLED/i,
    'The API is not enabled in the account',
  ),
  knownError(
    'oauth-grant',
    /invalid_grant|refresh token .*(?:expired|revoked|invalid)|token has been (?:expired or )?revoked/i,
    'The sign-in to the source has expired or was revoked',
  ),
  knownError(
    'oauth-client',
    /invalid_client|unauthorized_client|client secret .*(?:invalid|expired)|AADSTS7000215/i,
    'The source refused the client ID or secret',
  ),
  knownError(
    'oauth-scope',
    /invalid_scope|insufficient.{0,20}scopes?|scope .*(?:missing|required)|missing_scope/i,
    'The sign-in lacks a scope',
  ),
  knownError(
    'session-expired',
    /INVALID_SESSION_ID|session (?:has )?expired/i,
    'The session at the source has expired',
  ),
  knownError(
    'invalid-login',
    /INVALID_LOGIN|invalid (?:username|login|user name)|LOGIN_DURING_RESTRICTED/i,
    'The source refused the user name or password',
  ),
  knownError('request-limit', /REQUEST_LIMIT_EXCEEDED/, 'The quota of the source is used up'),
  knownError(
    'quota',
    /quota (?:has been |is |was )?(?:exceeded|exhausted|used up)|(?:daily|monthly|hourly) .{0,30}(?:quota|limit)|exceeded (?:your|the) .{0,40}quota|QUOTA_EXCEEDED|usage limit/i,
    'The quota of the source is used up',
  ),
  knownError(
    'rate-limit',
    /too many requests|rate.?limit|throttl|RESOURCE_EXHAUSTED|SlowDown|\b(?:http|status|code|error)\D{0,12}429\b|\b429\b[\s:]/i,
    'The rate limit of the source was reached',
  ),
  knownError(
    'token-expired',
    /\b(?:access |bearer |id )?token\b.{0,30}expired|expired .{0,12}token|jwt expired|authentication token .*expired/i,
    'The token for the source has expired',
  ),
  knownError(
    'api-key',
    /api[ _-]?key .{0,40}(?:expired|revoked|invalid|not valid|disabled|missing)|(?:invalid|bad|expired|revoked|missing) api[ _-]?(?:key|token)|INVALID_API_KEY/i,
    'The API key was refused',
  ),
]
