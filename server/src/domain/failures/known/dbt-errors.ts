import { knownError } from './known-error.ts'

/** Errors of a dbt project, and database errors about its models. */
export const DBT_ERRORS = [
  knownError(
    'dbt-column-missing',
    /database error(?: in \w+ .*)?.*(?:column .*does not exist|invalid identifier|unknown column|no such column|unrecognized name|referenced column .* not found|name .* not found inside)/is,
    'A column that a dbt model reads no longer exists',
  ),
  knownError(
    'dbt-table-missing',
    /database error(?: in \w+ .*)?.*(?:relation .*does not exist|table .*(?:does not exist|not found)|unknown table|no such table|not found: table|object .* does not exist)/is,
    'A table that a dbt model reads does not exist',
  ),
  knownError(
    'dbt-node-missing',
    /depends on a (?:node|source|macro|seed) named .* which was not found|depends on .* which (?:was not found|is disabled)/i,
    'A dbt model refers to a model that does not exist',
  ),
  knownError(
    'dbt-profile',
    /could not find profile named|profile .* (?:is invalid|does not have a target|not found)|credentials in profile .* invalid/i,
    'The dbt profile is missing or not valid',
  ),
  knownError(
    'dbt-no-project',
    /no dbt_project\.yml found|not a dbt project/i,
    'The dbt project was not found',
  ),
  knownError(
    'dbt-env-var',
    /env var required but not provided/i,
    'An environment variable that dbt needs is not set',
  ),
  knownError('dbt-var', /required var .* not found in config/i, 'A variable that dbt needs is not set'),
  knownError(
    'dbt-packages',
    /packages? (?:.*)(?:were|was) not installed|dbt found \d+ package.*installed|run .dbt deps/i,
    'The packages of the dbt project are not installed',
  ),
  knownError(
    'dbt-version',
    /this version of dbt is not supported|require-dbt-version/i,
    'The dbt project needs a different version of dbt',
  ),
  knownError(
    'dbt-test',
    /got \d+ results?, configured to fail if/i,
    'A dbt test found rows that should not exist',
  ),
  knownError(
    'dbt-macro',
    /'?[\w.]+'? is undefined|macro .* (?:takes|got an unexpected|not found)|no macro named/i,
    'A dbt macro or name is not defined',
  ),
  knownError(
    'dbt-parsing',
    /(?:yaml|parsing) error(?: in|\b.*dbt)|error reading .*: .*(?:yml|yaml)|syntax error near line \d+/i,
    'A file of the dbt project cannot be read',
  ),
  knownError(
    'dbt-incremental-schema',
    /source and target schemas on this incremental model are out of sync/i,
    'The columns of an incremental dbt model changed',
  ),
  knownError('dbt-compilation', /(?<!sql )compilation error/i, 'A dbt model does not compile'),
]
