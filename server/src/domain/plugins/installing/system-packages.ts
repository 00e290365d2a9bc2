/** Lists the Debian packages that a build or a start lacked; empty if the lines show none. */
export function missingSystemPackages(lines: readonly string[]): string[] {
  const found = PACKAGES.filter(({ form }) => lines.some((line) => form.test(line)))
  return [...new Set(found.flatMap(({ packages }) => packages))]
}

/** Matches a header that a compiler did not find. */
const header = (names: string): RegExp =>
  new RegExp(String.raw`(?:fatal error: |')(?:${names})'?(?:: No such file or directory| file not found)`)
/** Matches a program that was not found. */
const program = (names: string): RegExp =>
  new RegExp(
    String.raw`(?:\b(?:${names}): (?:command )?not found|(?:unable to execute|command) '?(?:\S*-)?(?:${names})'?(?:'? failed)?: No such file|No such file or directory: '(?:${names})'|(?:${names}) executable not found|(?:[Cc]annot|[Cc]an't|[Cc]ould not) find (?:command )?'?(?:${names})\b)`,
  )
/** Matches a library that the linker or loader did not find. */
const library = (names: string): RegExp =>
  new RegExp(
    String.raw`(?:cannot find -l(?:${names})\b|lib(?:${names})\.so[.\d]*: cannot open shared object file)`,
  )

const PACKAGES: readonly { form: RegExp; packages: readonly string[] }[] = [
  { form: program('gcc|g\\+\\+|cc|c\\+\\+|make'), packages: ['build-essential'] },
  { form: header('Python\\.h'), packages: ['python3-dev'] },
  { form: /ensurepip is not available|python3?[.\d]*-venv\b/, packages: ['python3-venv'] },
  { form: program('git'), packages: ['git'] },
  { form: program('cmake'), packages: ['cmake'] },
  { form: program('swig'), packages: ['swig'] },
  { form: program('cargo|rustc'), packages: ['rustc', 'cargo'] },
  {
    form: /can't find Rust compiler|Rust toolchain|is not installed or not on PATH.*[Rr]ust/,
    packages: ['rustc', 'cargo'],
  },
  { form: program('pg_config'), packages: ['libpq-dev'] },
  { form: header('(?:postgresql/)?libpq-fe\\.h'), packages: ['libpq-dev'] },
  { form: /cannot find -lpq\b/, packages: ['libpq-dev'] },
  { form: /libpq\.so[.\d]*: cannot open shared object file/, packages: ['libpq5'] },
  {
    form: /mysql_config not found|mysql_config: not found|Specify MYSQLCLIENT_CFLAGS|Can not find valid pkg-config name/,
    packages: ['default-libmysqlclient-dev', 'pkg-config'],
  },
  { form: header('(?:mysql/)?mysql\\.h'), packages: ['default-libmysqlclient-dev', 'pkg-config'] },
  { form: /lib(?:mysqlclient|mariadb)\.so[.\d]*: cannot open shared object file/, packages: ['libmariadb3'] },
  { form: header('sql\\.h|sqlext\\.h'), packages: ['unixodbc-dev'] },
  { form: /libodbc\.so[.\d]*: cannot open shared object file/, packages: ['unixodbc'] },
  { form: header('sqlfront\\.h|sybdb\\.h'), packages: ['freetds-dev'] },
  { form: /libsybdb\.so[.\d]*: cannot open shared object file/, packages: ['libsybdb5'] },
  { form: header('ffi\\.h'), packages: ['libffi-dev'] },
  { form: header('openssl/\\w+\\.h'), packages: ['libssl-dev'] },
  { form: header('libxml/\\w+\\.h|libxslt/\\w+\\.h'), packages: ['libxml2-dev', 'libxslt1-dev'] },
  { form: header('sasl/sasl\\.h'), packages: ['libsasl2-dev'] },
  { form: header('lber\\.h|ldap\\.h'), packages: ['libldap2-dev'] },
  { form: program('krb5-config'), packages: ['libkrb5-dev'] },
  { form: header('gssapi(?:/\\w+)?\\.h|krb5\\.h'), packages: ['libkrb5-dev'] },
  { form: header('librdkafka/rdkafka\\.h'), packages: ['librdkafka-dev'] },
  { form: header('snappy(?:-c)?\\.h'), packages: ['libsnappy-dev'] },
  { form: header('zlib\\.h'), packages: ['zlib1g-dev'] },
  { form: header('bzlib\\.h'), packages: ['libbz2-dev'] },
  { form: header('lzma\\.h'), packages: ['liblzma-dev'] },
  { form: header('yaml\\.h'), packages: ['libyaml-dev'] },
  { form: header('magic\\.h'), packages: ['libmagic-dev'] },
  { form: header('geos_c\\.h'), packages: ['libgeos-dev'] },
  { form: header('curl/curl\\.h'), packages: ['libcurl4-openssl-dev'] },
  { form: library('stdc\\+\\+'), packages: ['libstdc++6'] },
  { form: library('gomp'), packages: ['libgomp1'] },
]
