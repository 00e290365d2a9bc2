import { DATABASE_ERROR_TEXTS } from './database-error-texts.ts'

/** Errors as taps, targets, pip, dbt and databases word them. Each list is one cause, worded with other values. */
export const ERROR_TEXTS: readonly (readonly [string, string, ...string[]])[] = [
  // HTTP sources.
  [
    'requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://api.crm.example/v2/contacts?page=3',
    'HTTPError: 401 Client Error: Unauthorized for url: https://eu.crm.example/v1/deals',
    '401 Unauthorized',
  ],
  [
    '403 Client Error: Forbidden for path: /crm/v3/objects/tickets',
    '403 Client Error: Forbidden for path: /crm/v3/objects/quotes',
  ],
  [
    'singer_sdk.exceptions.FatalAPIError: 404 Client Error: Not Found for path: /v1/reports/881',
    'FatalAPIError: 404 Client Error: Not Found for path: /v1/reports/12',
  ],
  [
    '429 Too Many Requests: retry after 60 s',
    '429 Too Many Requests: retry after 900 s',
    'RetriableAPIError: 429 Client Error: Too Many Requests for path: /calls',
  ],
  [
    '500 Server Error: Internal Server Error for url: https://shop.example/orders.json',
    'HTTP 500 from https://shop.example/customers.json',
    'HTTPError: HTTP Error 500: Internal Server Error',
  ],
  ['502 Server Error: Bad Gateway for path: /graphql', 'Got 502 from upstream, attempt 5'],
  [
    '503 Service Unavailable: the source is under maintenance until 04:00',
    '503 Service Unavailable: the source is under maintenance until 2026-11-28T06:30:00Z',
  ],
  [
    'Backing off send(...) failed: 504 Server Error: Gateway Time-out for url: https://a.example/x',
    '504 Server Error: Gateway Time-out for url: https://b.example/y?from=2024-01-01',
  ],
  [
    '422 Client Error: Unprocessable Entity for path: /search',
    'RuntimeError: 422 Client Error: Unprocessable Entity for path: /contacts/search',
  ],
  ['400 Client Error: Bad Request for path: /query', '400 Client Error: Bad Request for path: /bulk/7710'],
  ['The API key has been revoked (key ending in 9f3c)', 'API key "prod-2" is invalid', 'Invalid API key'],
  [
    "google.auth.exceptions.RefreshError: ('invalid_grant: Token has been expired or revoked.', {'error': 'invalid_grant'})",
    'invalid_grant: Bad Request, refresh token revoked on 2026-03-01',
  ],
  [
    'salesforce: INVALID_SESSION_ID: Session expired or invalid at 10:44',
    'INVALID_SESSION_ID: Session expired or invalid',
  ],
  [
    'REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded (100000)',
    'REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded (15000).',
  ],
  // Network.
  [
    "ConnectionError: HTTPSConnectionPool(host='a.example', port=443): Max retries exceeded with url: /v1 (Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f12ab>: Failed to establish a new connection: [Errno 111] Connection refused'))",
    "ConnectionError: HTTPSConnectionPool(host='b.example', port=8443): Max retries exceeded with url: /items?id=2 (Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7fdd01>: Failed to establish a new connection: [Errno 111] Connection refused'))",
  ],
  [
    'NameResolutionError("<HTTPSConnection object at 0x7f8>: Failed to resolve \'api.a.example\' ([Errno -2] Name or service not known)")',
    'socket.gaierror: [Errno -2] Name or service not known',
    'psycopg2.OperationalError: could not translate host name "db-7.internal" to address: Name or service not known',
  ],
  [
    "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='x.example', port=443): Read timed out. (read timeout=300)",
    "HTTPSConnectionPool(host='y.example', port=443): Read timed out. (read timeout=60)",
  ],
  [
    'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)',
    "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:997)'))",
  ],
  [
    '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1129)',
    'certificate verify failed: unable to get local issuer certificate (_ssl.c:1002)',
  ],
  [
    "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
    'ConnectionResetError: [Errno 104] Connection reset by peer',
    'connection reset by peer after 30 s',
  ],
  [
    'http.client.RemoteDisconnected: Remote end closed connection without response',
    "('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))",
  ],
  ['BrokenPipeError: [Errno 32] Broken pipe', 'write EPIPE'],
  // Machine.
  [
    'OSError: [Errno 28] No space left on device',
    "OSError: [Errno 28] No space left on device: '/data/out/orders-20261128.jsonl'",
  ],
  [
    "PermissionError: [Errno 13] Permission denied: '/srv/files/in.csv'",
    "PermissionError: [Errno 13] Permission denied: '/mnt/share/b.csv'",
  ],
  [
    "FileNotFoundError: [Errno 2] No such file or directory: '/srv/files/in.csv'",
    "FileNotFoundError: [Errno 2] No such file or directory: 'data/out.csv'",
  ],
  [
    'MemoryError',
    'numpy.core._exceptions._ArrayMemoryError: Unable to allocate 7.12 GiB for an array with shape (955, 1000)',
  ],
  // Python and Singer.
  ["KeyError: 'customer_id'", "KeyError: 'updated_at'"],
  [
    "AttributeError: 'NoneType' object has no attribute 'get'",
    "TypeError: 'NoneType' object is not subscriptable",
  ],
  [
    "ValueError: invalid literal for int() with base 10: 'n/a'",
    "ValueError: invalid literal for int() with base 10: '12,5'",
  ],
  [
    "ValueError: time data '28.11.2026' does not match format '%Y-%m-%d'",
    "ValueError: time data '2026/01/02 10:00' does not match format '%Y-%m-%dT%H:%M:%S'",
  ],
  [
    'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
    'JSONDecodeError: Expecting value: line 14 column 3 (char 551)',
  ],
  [
    "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe9 in position 1012: invalid continuation byte",
    "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
  ],
  [
    "ModuleNotFoundError: No module named 'pkg_resources'",
    "ModuleNotFoundError: No module named 'snowflake'",
  ],
  [
    "ImportError: cannot import name 'Mapping' from 'collections' (/usr/lib/python3.11/collections/__init__.py)",
    "ImportError: cannot import name 'soft_unicode' from 'markupsafe' (/venv/lib/python3.9/site-packages/markupsafe/__init__.py)",
  ],
  [
    "Exception: Config is missing required keys: ['start_date', 'api_key']",
    "Exception: Config is missing required keys: ['account']",
  ],
  [
    "jsonschema.exceptions.ValidationError: 'abc' is not of type 'number'",
    "ValidationError: 17.5 is not of type 'integer', 'null'",
  ],
  [
    "ValidationError: 'id' is a required property",
    "jsonschema.exceptions.ValidationError: 'order_no' is a required property",
  ],
  [
    'Exception: A record for stream "orders" was encountered before a corresponding schema',
    'Exception: A record for stream users was encountered before a corresponding schema',
  ],
  [
    "CRITICAL 'str' object cannot be interpreted as an integer",
    "2026-11-28 09:11:02,114 CRITICAL 'dict' object cannot be interpreted as an integer",
  ],
  [
    'time=2026-11-28 04:00:01 name=tap_shop level=CRITICAL message=Shop "north" answered with an unknown cursor 88123',
    'time=2026-11-27 01:12:44 name=tap_shop level=CRITICAL message=Shop "south" answered with an unknown cursor 5',
  ],
  // pip.
  [
    'ERROR: No matching distribution found for tap-shop==9.9.1',
    'ERROR: No matching distribution found for target-lake>=4',
  ],
  [
    "ERROR: Package 'tap-a' requires a different Python: 3.13.1 not in '<3.12,>=3.8'",
    "ERROR: Package 'target-b' requires a different Python: 3.9.2 not in '>=3.10'",
  ],
  [
    'error: subprocess-exited-with-error: Failed building wheel for fastavro',
    'ERROR: Failed building wheel for lxml',
  ],
  [
    'Error: pg_config executable not found.',
    'pg_config executable not found. Please add the directory containing pg_config to the $PATH',
  ],
  [
    'ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/en/latest/topics/dependency-resolution/',
    'ERROR: Cannot install tap-a==1.0 and singer-sdk==0.40 because these package versions have conflicting dependencies.',
  ],
  // dbt.
  [
    'Database Error in model fct_orders (models/marts/fct_orders.sql) column o.customer_ref does not exist LINE 12: o.customer_ref ^',
    'Database Error in model dim_customer (models/dim_customer.sql) column "segment" does not exist LINE 4: segment',
  ],
  [
    "Compilation Error in model stg_a (models/stg_a.sql) Model 'model.shop.stg_a' (models/stg_a.sql) depends on a source named 'raw.a' which was not found",
    "Compilation Error Model 'model.crm.x' depends on a source named 'crm.y' which was not found",
  ],
  ["Runtime Error Could not find profile named 'shop'", "Could not find profile named 'analytics'"],
  ['Got 17 results, configured to fail if != 0', 'Got 1 result, configured to fail if != 0'],
  [
    "Env var required but not provided: 'DBT_PASSWORD'",
    "Parsing Error Env var required but not provided: 'SNOWFLAKE_USER'",
  ],
  // Their own wording.
  [
    'Export job 7712 of report "Sales" ended as CANCELLED after 312 s',
    'Export job 91 of report "Stock levels" ended as CANCELLED after 4 s',
  ],
  [
    'Could not align bookmark 2026-11-01T00:00:00Z with window 30 days',
    'Could not align bookmark 2024-02-29 with window 7 days',
  ],
  [
    'Worker 3 gave up after 5 attempts on shard shard-0004',
    'Worker 11 gave up after 12 attempts on shard shard-0122',
  ],
  [
    'Checksum of part 00017 is 9f86d081884c7d65 but 60303ae22b998861 was expected',
    'Checksum of part 00002 is fcde2b2edba56bf4 but 01ba4719c80b6fe9 was expected',
  ],
  ...DATABASE_ERROR_TEXTS,
]
