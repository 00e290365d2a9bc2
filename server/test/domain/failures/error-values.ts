/**
 * Values that errors are full of, in the forms that programs write them. Each list is one cause, worded with other
 * values.
 */
export const ERROR_VALUES: readonly (readonly [string, string, ...string[]])[] = [
  // IDs.
  [
    'Batch 01ARZ3NDEKTSV4RRFFQ69G5FAV was refused by the queue',
    'Batch 01HZX5V2Q0M3N4P5R6S7T8V9WX was refused by the queue',
  ],
  [
    'Cursor 5f2b6c1e-8a44-4f0e-9c3b-2d1a7e6b9f10 has gone stale',
    'Cursor 0b9f9a52-1111-2222-3333-444455556666 has gone stale',
    'Cursor {0B9F9A52-1111-2222-3333-444455556666} has gone stale',
  ],
  [
    'Document 507f1f77bcf86cd799439011 cannot be decoded',
    'Document 65a1b2c3d4e5f60718293a4b cannot be decoded',
  ],
  [
    'Upload of part failed (request id: 4f1c9a0b7e2d, host id: Zx8/abc+DEF=)',
    'Upload of part failed (request id: 99aa00bb11cc, host id: QQw1/zzz+GHI=)',
  ],
  ['Export refused, x-request-id=req_8sJ2kLmN0pQr', 'Export refused, x-request-id=req_1aB2cD3eF4gH'],
  ['Segfault-like failure at 0x7ffee4c0a9b8 in parser', 'Segfault-like failure at 0x55d0c3a1f010 in parser'],
  [
    'Handler <function sync at 0x7f3a1c2b3d40> raised nothing useful',
    'Handler <function sync at 0x7fa000000000> raised nothing useful',
  ],
  [
    'Sequence number 49590338271490256608559692538361571095921575989136588898 is too old',
    'Sequence number 495 is too old',
  ],
  // Times and durations.
  [
    'Window 2026-11-28T04:00:00.123456+00:00 to 2026-11-28T05:00:00Z is already closed',
    'Window 2024-02-29 23:59:59 to 2024-03-01 00:00:00 is already closed',
    'Window Sat, 28 Nov 2026 04:00:00 GMT to Sun, 29 Nov 2026 04:00:00 GMT is already closed',
  ],
  [
    'Report was not ready after 1h 02m 03s',
    'Report was not ready after 45s',
    'Report was not ready after 00:10:00',
  ],
  ['Report was not prepared within 2 hours and 5 minutes', 'Report was not prepared within 90 seconds'],
  [
    'Gave up after 0:05:00.000123 of polling',
    'Gave up after 1:00:00 of polling',
    'Gave up after 1 day, 2:00:00 of polling',
  ],
  ['Token issued at 1764388800 is from the future', 'Token issued at 1764388800.551 is from the future'],
  ['Lease lapsed 3 days ago', 'Lease lapsed 1 day ago'],
  // Sizes.
  [
    'Payload of 12.5 MiB is larger than 10 MB',
    'Payload of 10,485,761 bytes is larger than 6291456 bytes',
    'Payload of 1.2GB is larger than 512kB',
  ],
  // Hosts, ports, addresses.
  [
    'Replica at 10.0.0.4:5433 lags behind',
    'Replica at [2001:db8::7334]:5432 lags behind',
    'Replica at 2001:0db8:85a3:0000:0000:8a2e:0370:7334 lags behind',
    'Replica at db-2.internal.example.com:5432 lags behind',
    'Replica at fe80::1 lags behind',
    'Replica at ::1 lags behind',
  ],
  ['Card of ann.smith+test@example.co.uk was declined', 'Card of bob@example.com was declined'],
  [
    'Webhook https://a.example/hook?sig=abc&t=1#x answered oddly',
    'Webhook http://user:pw@b.example:8080/hook;v=2?q=%20(1) answered oddly',
  ],
  ['Listing s3://bucket-a/raw/2026/11/28/ gave nothing', 'Listing gs://other/x.csv gave nothing'],
  // Paths.
  [
    String.raw`Cannot rotate C:\Users\etl\AppData\Local\Temp\tmp1a2b\out.csv`,
    String.raw`Cannot rotate D:\data\x.csv`,
    'Cannot rotate /tmp/tmpab12_cd/out.csv',
    String.raw`Cannot rotate \\fileserver\share\x.csv`,
    String.raw`Cannot rotate "C:\Program Files\etl\a.csv"`,
  ],
  ['Spool /var/folders/zz/T/tmp.Xy9QqLw2/part-0 vanished', 'Spool /tmp/pip-req-build-8f_2k1xz vanished'],
  // Quotes and escapes.
  [
    String.raw`Bad value "it said \"no\"" came`,
    String.raw`Bad value 'it\'s' came`,
    'Bad value `x` came',
    'Bad value «été» came',
    "Bad value 'n/a' came",
    "Bad value '' came",
  ],
  ["Don't know how to map type 'geography'", "Don't know how to map type 'hstore'"],
  // SQL.
  [
    "Statement failed: INSERT INTO shop.orders (id, name) VALUES (1, 'a')",
    "Statement failed: INSERT INTO crm.leads (id, mail, city) VALUES (22, 'b', NULL), (23, 'c', 'd')",
  ],
  [
    "Query was rejected [SQL: SELECT a, b FROM t WHERE c > %(c_1)s LIMIT 100] [parameters: {'c_1': 5}] (Background on this error at: https://sqlalche.me/e/20/f405)",
    'Query was rejected [SQL: SELECT x FROM u] (Background on this error at: https://sqlalche.me/e/14/f405)',
  ],
  // Lines and positions.
  [
    'Malformed row at line 18, column 4 of orders.csv',
    'Malformed row at line 100221, column 12 of stock_levels.csv',
  ],
  [
    'File "/venv/lib/python3.11/site-packages/tap_x/sync.py", line 88, in sync: cursor was reused',
    'File "/opt/tap/sync.py", line 91, in sync: cursor was reused',
  ],
  ['parser.go:118: unexpected delimiter', 'parser.go:97: unexpected delimiter'],
  // Colours and markers.
  [
    '\u001B[31mERROR\u001B[0m \u001B[1mledger\u001B[0m is out of balance',
    'ledger is out of balance',
    '\u001B[38;5;196mledger is out of balance\u001B[m',
  ],
  [
    '[2026-11-28 04:00:01,003] {sync.py:41} ERROR - quorum was lost',
    '2026-11-28T04:00:01.003Z [error    ] quorum was lost',
    'E1128 04:00:01.000000 12 sync.go:41] quorum was lost',
  ],
  [
    '{"level": "error", "time": "2026-11-28T04:00:01Z", "message": "ballot was spoiled"}',
    '{"timestamp":"2026-11-27T01:00:00Z","severity":"ERROR","msg":"ballot was spoiled"}',
  ],
  [
    "RuntimeError: {'error': {'message': 'Unsupported metric', 'type': 'OAuthThing', 'code': 100, 'trace': 'Axyz'}}",
    'RuntimeError: {"error":{"code":100,"message":"Unsupported metric"}}',
  ],
  [
    "GraphQL errors: [{'message': \"Field 'foo' cannot be priced on type 'Order'\"}]",
    "GraphQL errors: [{'message': \"Field 'bar' cannot be priced on type 'Lead'\", 'path': ['x']}]",
  ],
  [
    'Exception: "The vault stays closed for account"',
    "Exception: 'The vault stays closed for account'",
    'The vault stays closed for account',
  ],
  [
    '250001 (08001): Failed to connect to DB: a.snowflakecomputing.com:443. Incoming request with IP/Token 1.2.3.4 is not allowed to access Snowflake.',
    '250001 (08001): None: Failed to connect to DB: b.snowflakecomputing.com:443. Incoming request with IP/Token 10.2.3.4 is not allowed to access Snowflake. Contact your local security administrator.',
  ],
  [
    "requests.exceptions.MissingSchema: Invalid URL 'api.x.example/v1': No scheme supplied. Perhaps you meant https://api.x.example/v1?",
    "Invalid URL 'x': No scheme supplied. Perhaps you meant https://x?",
  ],
  ['kafka.errors.NoBrokersAvailable: NoBrokersAvailable', 'NoBrokersAvailable'],
  [
    'TypeError: Object of type datetime is not JSON serializable',
    'TypeError: Object of type Decimal is not JSON serializable',
  ],
  [
    '403 Access Denied: Table acme:raw.orders: User does not have permission to query table acme:raw.orders',
    '403 Access Denied: Table x:y.z: User does not have permission to query table x:y.z, or perhaps it does not exist in location EU.',
  ],
  [
    '400 Error while reading data, error message: JSON table encountered too many errors, giving up. Rows: 1; errors: 1.',
    '400 Error while reading data, error message: JSON table encountered too many errors, giving up. Rows: 700; errors: 3. Please look into the errors[] collection for more details.',
  ],
  // Versions.
  [
    'Server version 14.2 (Debian 14.2-1.pgdg110+1) is not supported by this tap',
    'Server version 12.9 is not supported by this tap',
    'Server version 9.6.24 is not supported by this tap',
  ],
  ['API v3 has been retired', 'API v12 has been retired'],
  // Other languages.
  [
    'Die Verbindung zu „lager-1“ wurde nach 30 s abgelehnt',
    'Die Verbindung zu „lager-22“ wurde nach 5 s abgelehnt',
  ],
  [
    'ОШИБКА: отношение "orders" не имеет прав (запрос 4711)',
    'ОШИБКА: отношение "leads" не имеет прав (запрос 2)',
  ],
  ['データセット「注文」の行 18 が壊れています', 'データセット「顧客」の行 7 が壊れています'],
  [
    'Le champ « montant » vaut 12,5 au lieu d’un entier',
    'Le champ « quantité » vaut 3,0 au lieu d’un entier',
  ],
  // Lists, counts, singular and plural.
  [
    "Unknown columns ['a', 'b'] were sent",
    "Unknown columns ['c'] were sent",
    "Unknown columns ('x', 'y', 'z') were sent",
  ],
  ['3 of 12 partitions are offline', '1 of 4 partitions are offline'],
  ['Skipped 1 record, limit is 0', 'Skipped 17 records, limit is 5'],
  [
    'Retrying (Retry(total=2, connect=None)) was pointless',
    'Retrying (Retry(total=0, connect=None)) was pointless',
  ],
  ['Progress 99.9 % then silence', 'Progress 12% then silence'],
  ['Money 1.234,50 € was lost', 'Money 99,00 € was lost'],
  ['Job job_k3s9-Xz0 of project acme-prod-1234 is gone', 'Job bquxjob_5a1b2c3d_18c of project other is gone'],
  [
    'Stream public-orders is not replicated',
    'Stream public-order_lines is not replicated',
    'Stream "public-x" is not replicated',
  ],
  ['Offset -1 is before the log', 'Offset 9007199254740993 is before the log'],
]

/** Pairs that look alike but are not: the difference is not a value. */
export const DIFFERENT: readonly (readonly [string, string])[] = [
  ['HTTP 400 from https://a.example', 'HTTP 404 from https://a.example'],
  ['ORA-00942: something odd', 'ORA-01555: something odd'],
  ['SQLSTATE 22003: out of bounds', 'SQLSTATE 22012: out of bounds'],
  ['exited with code 2', 'exited with code 3'],
  ['AADSTS50034: sign-in failed', 'AADSTS700016: sign-in failed'],
  ['{"level": "error", "message": "the left one"}', '{"level": "error", "message": "the right one"}'],
  ["RuntimeError: {'error': 'no_grant'}", "RuntimeError: {'error': 'no_scope'}"],
  ['panic: runtime error: index out of range [5] with length 3', 'timestamp out of range: 5'],
  [
    "002003 (42S02): SQL compilation error: Object 'A' does not exist or not authorized.",
    "000904 (42000): SQL compilation error: invalid identifier 'A'",
  ],
  ['404', '500'],
  ['The disk is read-only today', 'The disk is missing today'],
  ['Table is locked by another job', 'Table is empty in another job'],
  ['Could not read the header', 'Could not write the header'],
  ['Too few columns in row 3', 'Too many columns in row 3'],
  ['Snapshot is too old', 'Snapshot is too new'],
  ['error code: -6 from device', 'error code: -12 from device'],
  ['Field amount must be positive', 'Field amount must be an integer'],
]
