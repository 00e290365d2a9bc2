import { knownError } from './known-error.ts'

/** Errors of Singer programs, and Python's own exceptions. */
export const PYTHON_ERRORS = [
  // Settings and catalogues.
  knownError(
    'config-missing',
    /config (?:is )?missing required keys|missing required (?:config|setting|key|parameter)|config(?:uration)? (?:validation|.*required property)|required (?:config|setting)s? .*(?:missing|not)|ConfigValidationError/i,
    'A required setting is missing',
  ),
  knownError(
    'config-unreadable',
    /(?:config|settings) (?:file )?.*(?:not valid json|could not be (?:read|parsed))/i,
    'The settings cannot be read',
  ),
  knownError(
    'no-stream-selected',
    /no streams? (?:were |was |are |is )?selected|nothing (?:was )?selected/i,
    'No stream is selected',
  ),
  knownError(
    'catalog-missing',
    /(?:catalog|properties)\b.{0,40}(?:is required|not provided|must be|missing)/i,
    'The catalogue is missing',
  ),
  knownError(
    'stream-unknown',
    /stream .{1,80}(?:not found in|does not exist in|is not in) (?:the )?catalog|unknown stream/i,
    'A stream does not exist in the catalogue',
  ),
  knownError(
    'schema-after-record',
    /record for stream .* (?:was )?encountered before a corresponding schema|before a corresponding schema|RecordsWithoutSchema/i,
    'A record came before the schema of its stream',
  ),
  knownError(
    'key-properties',
    /key_properties (?:field )?(?:is|are) (?:required|missing)|primary key .{0,60}(?:missing|not (?:found|present|set))|missing (?:primary )?key propert/i,
    'A record has no key',
  ),
  knownError(
    'not-json-line',
    /unable to parse|line is not (?:valid )?json|singer message.*(?:invalid|parse)|JSON ?Decode ?Error.*line/i,
    'A line is not JSON',
  ),
  knownError(
    'replication-key',
    /replication.?key .{0,80}(?:not (?:found|in|present)|missing|invalid|required)|InvalidReplicationKey/i,
    'The replication key is missing or not valid',
  ),
  knownError(
    'state-invalid',
    /(?:state|bookmark) .{0,60}(?:is not valid|invalid|could not be (?:read|parsed))|malformed (?:state|bookmark)/i,
    'The state is not valid',
  ),
  // Records that do not fit their schema.
  knownError(
    (match) => `record-${match[1] === undefined ? 'schema' : 'type'}`,
    /is not of type(s)?\b|is not valid under any of the given schemas/i,
    'A value does not have the type that its schema requires',
  ),
  knownError(
    'record-required',
    /is a required property|missing required propert/i,
    'A record lacks a field that its schema requires',
  ),
  knownError('record-enum', /is not one of\b/i, 'A value is not among the allowed values'),
  knownError(
    'record-pattern',
    /does not match (?:the )?(?:pattern|regex)|is not a ['"](?:date|email|uri|date-time|uuid)/i,
    'A value is not in the format that its schema requires',
  ),
  knownError(
    'record-length',
    /is too (?:long|short)\b|is (?:less|greater) than the (?:minimum|maximum)|is not a multiple of/i,
    'A value is outside the range that its schema allows',
  ),
  knownError(
    'record-additional',
    /additional properties are not allowed/i,
    'A record has a field that is not in its schema',
  ),
  knownError(
    'field-missing',
    /schema changed: field|field .{1,80}(?:is missing|was removed|no longer exists|not found)/i,
    'A field of the source is missing',
  ),
  // Python.
  knownError(
    'module-missing',
    /ModuleNotFoundError|no module named|cannot find module|ERR_MODULE_NOT_FOUND/i,
    'A package that the program needs is missing',
  ),
  knownError(
    'import-name',
    /cannot import name|ImportError/i,
    'A package has a version that the program does not support',
  ),
  knownError(
    'shared-library',
    /error while loading shared libraries|cannot open shared object|GLIBC|DLL load failed/i,
    'A system library is missing',
  ),
  knownError(
    'encoding',
    /UnicodeDecodeError|UnicodeEncodeError|codec can'?t (?:decode|encode)/i,
    'A text is not in the expected encoding',
  ),
  knownError(
    'not-a-number',
    /invalid literal for int\(\)|could not convert string to float|InvalidOperation|ConversionSyntax|NumberFormatException/i,
    'A field contains text where a number is expected',
  ),
  knownError(
    'not-a-date',
    /does not match format|unknown string format|invalid isoformat string|unconverted data remains|month must be in|day is out of range|year .* is out of range|ParserError.*(?:date|string)|could not parse (?:date|timestamp)/i,
    'A date is not in the expected format',
  ),
  knownError(
    'not-json',
    /JSONDecodeError|expecting value: line|expecting property name|extra data: line|unexpected token .* json|unterminated string starting|not valid json/i,
    'The response of the source is not JSON',
  ),
  knownError(
    'csv',
    /field larger than field limit|new-line character seen|(?:csv|delimiter).{0,40}(?:error|could not)|expected \d+ fields/i,
    'A CSV file is not in the expected format',
  ),
  knownError('not-serialisable', /is not JSON serializable/i, 'A value cannot be written as JSON'),
  knownError(
    'operand-types',
    /unsupported operand type|not supported between instances of|can only concatenate|must be str, not/i,
    'The program got a value of an unexpected type',
  ),
  knownError(
    'recursion',
    /RecursionError|maximum recursion depth/i,
    'The program exceeded its recursion limit',
  ),
  knownError(
    'no-value',
    /'?NoneType'? object|cannot read propert(?:y|ies) .* of (?:undefined|null)|NullPointerException/i,
    'The program used a missing value',
  ),
  knownError('key-error', /\bKeyError\b/, 'A field that the program expects is missing'),
  knownError(
    'index-error',
    /\bIndexError\b|index out of range|IndexOutOfBounds/,
    'The program got fewer values than it expected',
  ),
  knownError(
    'arguments',
    /(?:unexpected keyword argument|missing \d+ required positional|takes \d+ positional|unrecognized arguments|the following arguments are required|no such option)/i,
    'The program does not accept an argument',
  ),
  knownError('syntax', /\bSyntaxError\b|IndentationError/, 'The program itself has a syntax error'),
]
