/** Errors as databases and their drivers word them. Each list is one cause, worded with other values. */
export const DATABASE_ERROR_TEXTS: readonly (readonly [string, string, ...string[]])[] = [
  // PostgreSQL.
  [
    'psycopg2.OperationalError: connection to server at "10.0.0.4", port 5432 failed: FATAL:  password authentication failed for user "loader"',
    'FATAL: password authentication failed for user "etl"',
  ],
  [
    'FATAL: no pg_hba.conf entry for host "10.1.2.3", user "etl", database "shop", no encryption',
    'no pg_hba.conf entry for host "192.168.1.7", user "bi", database "dwh", SSL off',
  ],
  [
    'psycopg2.errors.UndefinedTable: relation "public.orders" does not exist',
    'sqlalchemy.exc.ProgrammingError: (psycopg2.errors.UndefinedTable) relation "crm.contacts" does not exist',
  ],
  [
    'psycopg2.errors.UndefinedColumn: column "discount" of relation "orders" does not exist',
    'column c.vat_id does not exist',
  ],
  [
    'permission denied for schema analytics',
    'psycopg2.errors.InsufficientPrivilege: permission denied for schema raw',
  ],
  [
    'permission denied for table orders',
    'psycopg2.errors.InsufficientPrivilege: permission denied for relation customers',
  ],
  [
    'null value in column "id" of relation "orders" violates not-null constraint',
    'psycopg2.errors.NotNullViolation: null value in column "sku" violates not-null constraint',
  ],
  [
    'duplicate key value violates unique constraint "orders_pkey"',
    'psycopg2.errors.UniqueViolation: duplicate key value violates unique constraint "users_email_key"',
  ],
  [
    'value too long for type character varying(255)',
    'psycopg2.errors.StringDataRightTruncation: value too long for type character varying(40)',
  ],
  [
    'invalid input syntax for type timestamp: "0000-00-00"',
    'invalid input syntax for type timestamp: "soon"',
  ],
  [
    'psycopg2.errors.DeadlockDetected: deadlock detected',
    'ERROR: deadlock detected DETAIL: Process 812 waits for ShareLock on transaction 99120',
  ],
  [
    'FATAL: remaining connection slots are reserved for non-replication superuser connections',
    'psycopg2.OperationalError: FATAL: sorry, too many clients already',
  ],
  [
    'server closed the connection unexpectedly This probably means the server terminated abnormally',
    'psycopg2.OperationalError: server closed the connection unexpectedly',
  ],
  [
    'canceling statement due to statement timeout',
    'psycopg2.errors.QueryCanceled: canceling statement due to statement timeout',
  ],
  // Other databases.
  [
    "pymysql.err.OperationalError: (1045, \"Access denied for user 'etl'@'10.2.0.9' (using password: YES)\")",
    "(1045, \"Access denied for user 'bi'@'%' (using password: YES)\")",
  ],
  [
    "(1146, \"Table 'shop.orders' doesn't exist\")",
    "pymysql.err.ProgrammingError: (1146, \"Table 'crm.leads' doesn't exist\")",
  ],
  [
    '(2013, "Lost connection to MySQL server during query")',
    "OperationalError: (2013, 'Lost connection to MySQL server during query ([Errno 104])')",
  ],
  [
    'duckdb.IOException: IO Error: Could not set lock on file "/data/a.duckdb": Conflicting lock is held in python3 (PID 812)',
    'IO Error: Could not set lock on file "/srv/wh.duckdb": Conflicting lock is held in /usr/bin/duckdb (PID 7)',
  ],
  [
    "Conversion Error: Could not convert string 'x1' to INT32",
    "duckdb.ConversionException: Conversion Error: Could not convert string 'n/a' to INT64",
  ],
  [
    '250001 (08001): Failed to connect to DB: ab1234.snowflakecomputing.com:443. Incorrect username or password was specified.',
    '250001 (08001): None: Failed to connect to DB: zz99.eu.snowflakecomputing.com:443. Incorrect username or password was specified.',
  ],
  [
    '000606 (57P03): 01b2-77: No active warehouse selected in the current session.',
    '000606 (57P03): 01aa-02: No active warehouse selected in the current session. Select an active warehouse with the use warehouse command.',
  ],
  [
    'google.api_core.exceptions.NotFound: 404 Not found: Dataset proj-1:raw was not found in location EU',
    '404 Not found: Dataset acme:stage was not found in location US',
  ],
  [
    '403 Quota exceeded: Your table exceeded quota for imports or query appends per table',
    '403 Quota exceeded: Your project exceeded quota for concurrent queries',
  ],
]
