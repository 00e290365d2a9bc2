import { known } from './known-error.ts'

/** Errors of sockets, names and certificates, and of the machine's disk and memory. */
export const NETWORK_ERRORS = [
  known(
    'tls-expired',
    /certificate has expired|certificate.*\bexpired\b|CERT_HAS_EXPIRED/i,
    'The certificate of the source has expired',
  ),
  known(
    'tls-hostname',
    /hostname mismatch|certificate is not valid for|doesn't match (?:either of|['"])|ERR_TLS_CERT_ALTNAME/i,
    'The certificate belongs to another host',
  ),
  known('tls-self-signed', /self[- ]signed certificate/i, 'The certificate is self-signed'),
  known(
    'tls-untrusted',
    /unable to get local issuer|certificate verify failed|unknown ca\b|UNABLE_TO_VERIFY/i,
    'The certificate is not trusted',
  ),
  known(
    'tls-protocol',
    /wrong version number|unsupported protocol|handshake failure|tlsv1 alert|no protocols available/i,
    'The encrypted connection could not be set up',
  ),
  known(
    'dns',
    /could not translate host name|name or service not known|nodename nor servname|temporary failure in name resolution|getaddrinfo (?:failed|ENOTFOUND|EAI_AGAIN)|NameResolutionError|failed to resolve|unknown host|UnknownHostException|no address associated/i,
    'The host name was not found',
  ),
  known(
    'proxy',
    /unable to connect to proxy|ProxyError|tunnel connection failed|407 proxy/i,
    'The proxy refused the connection',
  ),
  known(
    'connection-refused',
    /connection refused|ECONNREFUSED|actively refused|can't connect to (?:local )?(?:mysql )?server|\[errno 111\]/i,
    'Nothing accepts connections at the address',
  ),
  known(
    'unreachable',
    /network is unreachable|no route to host|host is unreachable|EHOSTUNREACH|ENETUNREACH/i,
    'The host cannot be reached',
  ),
  known(
    'read-timeout',
    /read timed? ?out|ReadTimeout|timed out while (?:reading|waiting)|socket\.timeout: the read/i,
    'The source did not answer in time',
  ),
  known(
    'connect-timeout',
    /connect(?:ion)? ?(?:to .*)?timed? ?out|ConnectTimeout|ETIMEDOUT|timeout expired|connection attempt failed|operation timed out/i,
    'The connection timed out',
  ),
  known(
    'timeout',
    /\btimed out\b|TimeoutError|deadline exceeded|\btimeout\b.*(?:exceeded|reached|expired)|socket hang up/i,
    'It timed out',
  ),
  known(
    'connection-closed',
    /remote (?:end|host) closed|closed connection without response|RemoteDisconnected/i,
    'The source closed the connection without an answer',
  ),
  known(
    'connection-reset',
    /connection (?:was )?(?:reset|aborted|broken)|ECONNRESET|forcibly closed|IncompleteRead|Response ended prematurely|unexpected eof|EOF occurred in violation|connection closed by/i,
    'The connection was lost',
  ),
  known('broken-pipe', /broken pipe|EPIPE/i, 'The reading program ended'),
  known(
    'disk-full',
    /no space left on device|ENOSPC|disk (?:is )?full|disk quota exceeded|database or disk is full|could not extend file/i,
    ({ step }) => (step === 'load' ? 'The disk of the destination is full' : 'The disk is full'),
  ),
  known('files-open', /too many open files|EMFILE/i, 'Too many files are open'),
  known(
    'file-permission',
    /\[errno 13\]|EACCES|PermissionError(?!.*table)|permission denied: ?['"/]|cannot open .*permission denied/i,
    'Access to a file was denied',
  ),
  known('file-system-read-only', /read-only file system|EROFS/i, 'The file system is read-only'),
  known('file-is-folder', /is a directory|EISDIR/i, 'There is a folder where a file is expected'),
  known(
    'file-missing',
    /\[errno 2\]|no such file or directory|FileNotFoundError|ENOENT|cannot find the (?:file|path)/i,
    'A file does not exist',
  ),
  known(
    'out-of-memory',
    /MemoryError|cannot allocate memory|out of memory|heap out of memory|OutOfMemoryError|oom[- ]?kill|unable to allocate/i,
    'The program ran out of memory',
  ),
]
