import { knownError } from './known-error.ts'

/** Errors of sockets, names and certificates, and of the machine's disk and memory. */
export const NETWORK_ERRORS = [
  knownError(
    'tls-expired',
    /certificate has expired|certificate.*\bexpired\b|CERT_HAS_EXPIRED/i,
    'The certificate of the source has expired',
  ),
  knownError(
    'tls-hostname',
    /hostname mismatch|certificate is not valid for|doesn't match (?:either of|['"])|ERR_TLS_CERT_ALTNAME/i,
    'The certificate belongs to another host',
  ),
  knownError('tls-self-signed', /self[- ]signed certificate/i, 'The certificate is self-signed'),
  knownError(
    'tls-untrusted',
    /unable to get local issuer|certificate verify failed|unknown ca\b|UNABLE_TO_VERIFY/i,
    'The certificate is not trusted',
  ),
  knownError(
    'tls-protocol',
    /wrong version number|unsupported protocol|handshake failure|tlsv1 alert|no protocols available/i,
    'The encrypted connection could not be set up',
  ),
  knownError(
    'dns',
    /could not translate host name|name or service not known|nodename nor servname|temporary failure in name resolution|getaddrinfo (?:failed|ENOTFOUND|EAI_AGAIN)|NameResolutionError|failed to resolve|unknown host|UnknownHostException|no address associated/i,
    'The host name was not found',
  ),
  knownError(
    'proxy',
    /unable to connect to proxy|ProxyError|tunnel connection failed|407 proxy/i,
    'The proxy refused the connection',
  ),
  knownError(
    'connection-refused',
    /connection refused|ECONNREFUSED|actively refused|can't connect to (?:local )?(?:mysql )?server|\[errno 111\]/i,
    'Nothing is listening at the address',
  ),
  knownError(
    'unreachable',
    /network is unreachable|no route to host|host is unreachable|EHOSTUNREACH|ENETUNREACH/i,
    'The host cannot be reached',
  ),
  knownError(
    'read-timeout',
    /read timed? ?out|ReadTimeout|timed out while (?:reading|waiting)|socket\.timeout: the read/i,
    'The source did not respond in time',
  ),
  knownError(
    'connect-timeout',
    /connect(?:ion)? ?(?:to .*)?timed? ?out|ConnectTimeout|ETIMEDOUT|timeout expired|connection attempt failed|operation timed out/i,
    'The connection timed out',
  ),
  knownError(
    'timeout',
    /\btimed out\b|TimeoutError|deadline exceeded|\btimeout\b.*(?:exceeded|reached|expired)|socket hang up/i,
    'It timed out',
  ),
  knownError(
    'connection-closed',
    /remote (?:end|host) closed|closed connection without response|RemoteDisconnected/i,
    'The source closed the connection without a response',
  ),
  knownError(
    'connection-reset',
    /connection (?:was )?(?:reset|aborted|broken)|ECONNRESET|forcibly closed|IncompleteRead|Response ended prematurely|unexpected eof|EOF occurred in violation|connection closed by/i,
    'The connection was lost',
  ),
  knownError('broken-pipe', /broken pipe|EPIPE/i, 'The reading program ended'),
  knownError(
    'disk-full',
    /no space left on device|ENOSPC|disk (?:is )?full|disk quota exceeded|database or disk is full|could not extend file/i,
    ({ step }) => (step === 'load' ? 'The disk of the destination is full' : 'The disk is full'),
  ),
  knownError('files-open', /too many open files|EMFILE/i, 'Too many files are open'),
  knownError(
    'file-permission',
    /\[errno 13\]|EACCES|PermissionError(?!.*table)|permission denied: ?['"/]|cannot open .*permission denied/i,
    'Access to a file was denied',
  ),
  knownError('file-system-read-only', /read-only file system|EROFS/i, 'The file system is read-only'),
  knownError('file-is-folder', /is a directory|EISDIR/i, 'There is a folder where a file is expected'),
  knownError(
    'file-missing',
    /\[errno 2\]|no such file or directory|FileNotFoundError|ENOENT|cannot find the (?:file|path)/i,
    'A file does not exist',
  ),
  knownError(
    'out-of-memory',
    /MemoryError|cannot allocate memory|out of memory|heap out of memory|OutOfMemoryError|oom[- ]?kill|unable to allocate/i,
    'The program ran out of memory',
  ),
]
