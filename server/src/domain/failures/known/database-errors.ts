import { knownError, perSystem } from './known-error.ts'

/**
 * Returns the kind of object that a right is missing for: rights on a schema are a different problem from rights on a table.
 */
const objectKind = (text: string | undefined): string =>
  (text ?? 'object').toLowerCase().replace(/^(?:relation|view)$/, 'table')

/** PostgreSQL, MySQL, SQLite, DuckDB, Snowflake, BigQuery, SQL Server and Oracle: the same errors in many wordings. */
export const DATABASE_ERRORS = [
  // Signing in.
  knownError(
    perSystem('db-no-password'),
    /no password supplied|using password: no\b/i,
    'No password was sent to the database',
  ),
  knownError(
    perSystem('db-password'),
    /password authentication failed|access denied for user .*using password: yes|access denied for user(?! .*to database)|incorrect username or password|login failed for user|invalid username\/password|ORA-01017/i,
    'The database refused the user name or password',
  ),
  knownError(
    perSystem('db-host-not-allowed'),
    /no pg_hba\.conf entry|host .* is not allowed to connect|incoming request with ip .* is not allowed|not allowed to access (?:the )?server|IP .* is not allowed to access/i,
    'The database does not accept connections from this machine',
  ),
  knownError(
    perSystem('db-user-locked'),
    /user (?:is )?temporarily locked|account is locked|ORA-28000|user .* is disabled|not permitted to log in/i,
    'The database account is locked',
  ),
  knownError(
    perSystem('db-user-missing'),
    /role ['"“]?[\w.-]+['"”]? does not exist(?!.*granted)/i,
    'The database user does not exist',
  ),
  knownError(
    perSystem('db-jwt'),
    /jwt token is invalid|private key .*(?:invalid|could not be)|bad decrypt/i,
    'The key pair for the database is not valid',
  ),
  // Missing objects.
  knownError(
    perSystem('db-database-missing'),
    /database ['"“`]?[\w.-]+['"”`]? does not exist|unknown database|cannot open database|ORA-12514|catalog .* does not exist/i,
    'The database does not exist',
  ),
  knownError(
    perSystem('db-schema-missing'),
    /schema ['"“`]?[\w.-]+['"”`]? does not exist|not found: dataset|invalid schema name|schema with name .* does not exist/i,
    'The schema does not exist in the database',
  ),
  knownError(
    perSystem('db-column-missing'),
    /column .{1,120}does not exist|unknown column|no such column|has no column named|referenced column .* not found|invalid identifier|invalid column name|unrecognized name|no such field|ORA-00904/i,
    'A column does not exist',
  ),
  knownError(
    perSystem('db-object-missing'),
    /object .* does not exist or not authorized|does not exist or (?:not authorized|you do not have)/i,
    'A table does not exist, or is not visible',
  ),
  knownError(
    perSystem('db-table-missing'),
    /^(?!.*access denied: ).*(?:relation|table) .{1,160}(?:does not exist|doesn't exist|was not found|not found)|object .{1,160}does not exist or not authorized|no such table|not found: table|invalid object name|unknown table|ORA-00942|table with name .* does not exist/i,
    'A table does not exist',
  ),
  knownError(
    perSystem('db-function-missing'),
    /function .{1,160}does not exist|no function matches|no such function|unknown function/i,
    'A function does not exist in the database',
  ),
  knownError(
    perSystem('db-type-missing'),
    /type ['"“][\w.]+['"”] does not exist|unsupported (?:data|column) type/i,
    'The database does not know a column type',
  ),
  knownError(
    perSystem('db-slot-missing'),
    /replication slot .* does not exist/i,
    'The replication slot does not exist',
  ),
  knownError(
    perSystem('db-slot-active'),
    /replication slot .* is active/i,
    'The replication slot is in use by another program',
  ),
  knownError(
    perSystem('db-slot-lost'),
    /(?:can no longer get changes|requested wal segment .* has already been removed|cannot read from logical replication slot|log file.*binary log index|could not find first log file|purged (?:binary|required) logs?|ER_MASTER_FATAL_ERROR_READING_BINLOG)/i,
    'The change log of the source no longer reaches back far enough',
  ),
  knownError(
    perSystem('db-wal-level'),
    /wal_level|logical decoding requires|binlog_format|binary logging is (?:not enabled|disabled)/i,
    'The source does not keep the required change log',
  ),
  knownError(
    perSystem('db-publication-missing'),
    /publication .* does not exist/i,
    'The publication does not exist in the source',
  ),
  // Rights.
  knownError(
    perSystem('db-read-only'),
    /in a read-only transaction|attempt to write a readonly database|read.only (?:replica|mode|option)|--read-only option/i,
    'The database is read-only',
  ),
  knownError(
    (match) => `db-permission-${objectKind(match[1])}`,
    /(?:permission denied for|insufficient privileges to operate on) (table|relation|view|schema|database|sequence|function|warehouse|stage)/i,
    ({ match }) => `The database user is not allowed to use a ${objectKind(match[1])}`,
  ),
  knownError(
    perSystem('db-owner'),
    /must be (?:owner|member) of/i,
    'The database user is not the owner of a table',
  ),
  knownError(
    perSystem('db-permission'),
    /insufficient privileges|command denied to user|access denied for user .* to database|user does not have .*permission|access denied: (?:table|dataset|project|view) |permission .{1,80} (?:was )?denied on|ORA-01031|the .* permission was denied/i,
    'The database user lacks a permission',
  ),
  // Values.
  knownError(
    perSystem('db-duplicate'),
    /duplicate key value violates|duplicate entry .* for key|unique constraint failed|violates (?:unique|primary key) constraint|violation of (?:unique|primary) key|duplicate key .*violates|ORA-00001/i,
    'A key already exists',
  ),
  knownError(
    perSystem('db-null'),
    /violates not-null constraint|not null constraint failed|column .* cannot be null|cannot insert (?:the value )?null|null result in a non-nullable|doesn't have a default value|ORA-01400/i,
    'A required column has no value',
  ),
  knownError(
    perSystem('db-foreign-key'),
    /violates foreign key constraint|foreign key constraint fail/i,
    'A row refers to a row that does not exist',
  ),
  knownError(
    perSystem('db-check'),
    /violates check constraint|check constraint failed/i,
    'A value violates a constraint of the table',
  ),
  knownError(
    perSystem('db-too-long'),
    /value too long for type|data too long for column|string .{0,200}(?:is )?too long and would be truncated|string or binary data would be truncated|exceeds? maximum (?:column )?length|ORA-12899/i,
    'A value is longer than its column',
  ),
  knownError(
    perSystem('db-out-of-range'),
    /(?:integer|bigint|smallint|value|numeric).{0,40}out of range|numeric field overflow|out of range value for column|arithmetic overflow|number out of representable range|exceeds? (?:the )?(?:maximum )?precision/i,
    'A number does not fit into its column',
  ),
  knownError(
    (match) => `db-syntax-of-${objectKind(match[1])}`,
    /invalid input syntax for (?:type )?(\w+)/i,
    ({ match }) => `A value is not a valid ${objectKind(match[1])}`,
  ),
  knownError(
    perSystem('db-not-a-number'),
    /numeric value .* is not recognized|could not convert string .* to (?:int|double|decimal|float)|incorrect (?:integer|decimal|double) value|error converting data type .* to (?:numeric|int)|bad (?:int|double) value/i,
    'A numeric column received text',
  ),
  knownError(
    perSystem('db-not-a-date'),
    /\b(?:date|timestamp|time) (?:value )?.{0,80}(?:is not recognized|out of range|format mismatch)|incorrect date(?:time)? value|invalid (?:timestamp|date|datetime) (?:string )?(?:literal|value|:)|could not (?:convert|parse) .* (?:to|as) (?:date|timestamp)|date\/time field value out of range/i,
    'A date is not in the format that the database expects',
  ),
  knownError(
    perSystem('db-rows-refused'),
    /error while reading data, error message|encountered too many errors, giving up/i,
    'The destination could not read the rows',
  ),
  knownError(
    perSystem('db-text-encoding'),
    /invalid byte sequence for encoding|incorrect string value|character with byte sequence .* has no equivalent/i,
    'A text contains characters that the database does not accept',
  ),
  knownError(
    perSystem('db-type-mismatch'),
    /is of type .* but expression is of type|cannot be cast automatically|datatype mismatch|types .* cannot be matched|operator does not exist|expression type does not match column data type|provided schema does not match|has changed type from|cannot cast/i,
    'The type of a column does not match',
  ),
  knownError(
    perSystem('db-numeric-nul'),
    /unsupported unicode escape sequence|cannot contain nul|embedded null|null character/i,
    'A text contains a NUL character',
  ),
  // Load and locks.
  knownError(
    perSystem('db-deadlock'),
    /deadlock (?:detected|found)|was deadlocked|ORA-00060/i,
    'Two database transactions deadlocked',
  ),
  knownError(
    perSystem('db-lock-timeout'),
    /lock wait timeout|lock timeout|lock request time ?out|could not obtain lock|canceling statement due to lock/i,
    'A database lock was not released in time',
  ),
  knownError(
    perSystem('db-locked'),
    /database is locked|database table is locked|could not set lock on file|conflicting lock is held/i,
    'The database file is in use by another program',
  ),
  knownError(
    perSystem('db-statement-timeout'),
    /statement timeout|query execution was interrupted|maximum statement execution time|statement reached its .*timeout|query timeout|max_execution_time/i,
    'A query took longer than the database allows',
  ),
  knownError(
    perSystem('db-recovery-conflict'),
    /conflict with recovery/i,
    'The replica cancelled a query that conflicted with replication',
  ),
  knownError(
    perSystem('db-serialization'),
    /could not serialize access|serialization failure|concurrent update/i,
    'Another transaction changed the same rows',
  ),
  knownError(
    perSystem('db-connections'),
    /too many (?:clients|connections)|remaining connection slots|max_user_connections|connection limit exceeded|QueuePool limit|resource limit .*sessions/i,
    'The database has no free connections',
  ),
  knownError(
    perSystem('db-starting'),
    /the database system is (?:starting up|shutting down|in recovery)|not (?:yet )?accepting connections|consistent recovery state/i,
    'The database is starting or shutting down',
  ),
  knownError(
    perSystem('db-terminated'),
    /terminating connection due to|connection .*terminated by administrator|session .* (?:was )?killed/i,
    'The database ended the connection',
  ),
  knownError(
    perSystem('db-connection-lost'),
    /server closed the connection unexpectedly|server has gone away|lost connection to (?:mysql )?server|connection (?:already|is) closed|connection not open|SSL SYSCALL error|SSL connection has been closed unexpectedly|could not receive data from server/i,
    'The connection to the database was lost',
  ),
  knownError(
    perSystem('db-ssl'),
    /server does not support ssl|ssl (?:is )?(?:off|required)|SSL connection (?:is )?required|sslmode value|require_secure_transport/i,
    'The database requires a different kind of encryption',
  ),
  knownError(
    perSystem('db-size'),
    /row size too large|row is too big|tables can have at most|too many columns|index row size/i,
    'A row is larger than the database allows',
  ),
  knownError(perSystem('db-aborted'), /current transaction is aborted/i, 'The transaction failed earlier'),
  knownError(
    perSystem('db-depends'),
    /other objects depend on it|cannot drop|cannot alter type of a column used by/i,
    'Other objects depend on a table that should change',
  ),
  knownError(
    perSystem('db-exists'),
    /(?:relation|table|column|schema|database|constraint) .{1,120}already exists/i,
    'An object to be created already exists',
  ),
  knownError(
    perSystem('db-syntax'),
    /syntax error at or near|error in your sql syntax|sql compilation error|parser error: syntax|near ["'].*["']: syntax error|syntax error: |incorrect syntax near|ORA-009(?:33|36)/i,
    'A query is not valid SQL',
  ),
  knownError(
    perSystem('db-warehouse'),
    /no active warehouse|warehouse .* (?:is |was )?(?:suspended|does not exist)|cannot be resumed/i,
    'The warehouse is not running',
  ),
  knownError(
    perSystem('db-resources'),
    /resources exceeded during|out of memory error: |query exceeded .*memory|spill/i,
    'A query needs more memory than the database has',
  ),
]
