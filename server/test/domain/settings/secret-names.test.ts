import { isSecretEntry, isSecretText } from '@flx/shared/settings/secret-values'
import { isSecretName } from '@flx/shared/settings/secret-names'
import { hideSecretText, secretsInText } from '@flx/shared/settings/secret-text'
import { describe, expect, it } from 'vitest'

import { hideCommand, mergeCommand } from '../../../src/app/settings/plugin-secrets.ts'
import { hideSecrets } from '../../../src/app/settings/secret-settings.ts'

const SECRETS = `encryptionKey accountKey passphrase pwd Authorization authorization connection_string
  service_account_info api-key x-api-key X-API-Key apiKey APIKey api.key privateKey private_key client_secret
  clientSecret bearer cookie Set-Cookie dsn credentials_json AccountKey AWS_SECRET_ACCESS_KEY awsAccessKeyId
  db_password dbPassword userPwd user_pass secretAccessKey connectionString serviceAccountInfo access_token
  refreshToken tok pw pkey hmac_key signing_key sas_token sig shared_access_key SharedAccessKey Ocp-Apim-Subscription-Key
  Proxy-Authorization passwords oauth_token keyfile_json master_key key token pass passcode password2 jwt
  session_token ssl_key private_key_value auth_token tls_key ssh_private_key credential creds PGPASSWORD MYSQL_PWD
  license_key headers.Authorization auth.pin webhook_url sasl_jaas_config private_key_passphrase api_keys`

const OTHERS = `datetime_key timestamp_key index_key updated_key watermark_key offset_key primary_key primaryKey key_properties keys token_url foreign_key replication_key sort_key keyboard
  keyspace monkey tokenizer max_tokens partition_key public_key hotkey compass bypass passthrough secretary author
  authorized cookie_policy batch_key auth_type auth_url api_url credentials_path password_file ssl_certificate
  table_key_properties s3_key_prefix token_endpoint next_page_token_path password_policy key_prefix state_key
  flattening_max_key_length use_message_key start_date user host account`

describe('names', () => {
  it.each(SECRETS.trim().split(/\s+/))('%s is a secret', (name) => {
    expect(isSecretName(name)).toBe(true)
  })
  it.each(OTHERS.trim().split(/\s+/))('%s is not a secret', (name) => {
    expect(isSecretName(name)).toBe(false)
  })
})

describe('texts', () => {
  it.each([
    ['https://token123@host/x', ['token123']],
    [String.raw`{\"password\":\"esc-aped\"}`, ['esc-aped']],
    [`sent {"api_key":"in-a-text"} to it`, ['in-a-text']],
    [`{'client_secret':'as-python'}`, ['as-python']],
    ['<user>u</user><password>in-xml</password>', ['in-xml']],
    ['<add key="x" apiKey="attribute"/>', ['attribute']],
    ['curl -u user:of-curl https://h', ['of-curl']],
    ['db.example.com:5432:*:app:in-pgpass', ['in-pgpass']],
    [
      String.raw`# mine
*:*:*:app:with\:colon`,
      [String.raw`with\:colon`],
    ],
    ['curl --user user:of-curl', ['of-curl']],
    ['https://hooks.slack.com/services/T0/B0/abcDEF123', ['T0/B0/abcDEF123']],
    ['https://x.webhook.office.com/webhookb2/a@b/IncomingWebhook/c/d', ['a@b/IncomingWebhook/c/d']],
    ['https://discord.com/api/webhooks/123/abc-DEF', ['123/abc-DEF']],
    ['https://api.telegram.org/bot123:abc/sendMessage', ['123:abc/sendMessage']],
    ['postgres://u:p%40ss@h/db', ['p%40ss']],
    ['postgres://u:p@ss@h/db', ['p@ss']],
    ['postgres://u:p/ss@h/db', ['p/ss']],
    ['redis://:hidden@h', ['hidden']],
    ['jdbc:sqlserver://h:1433;user=sa;password=P@ss word;encrypt=true', ['P@ss word']],
    ['jdbc:mysql://h/db?user=u&password=pw1234', ['pw1234']],
    ['jdbc:oracle:thin:scott/tiger@//h:1521/s', ['tiger']],
    ['db.example.com:5432:sales:reader:pg-pass-1', ['pg-pass-1']],
    ['*:*:*:reader:pg-pass-1', ['pg-pass-1']],
    [String.raw`h\:1:5432:*:reader:with\:colon`, [String.raw`with\:colon`]],
    ['# for the nightly load\n10.0.0.1:5432:sales:reader:pg-pass-1\n', ['pg-pass-1']],
    ['https://a.blob.core.windows.net/c?sv=1&sig=abc%2Bd&se=2', ['abc%2Bd']],
    ['DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abc+/==;EndpointSuffix=x', ['abc+/==']],
    ['host=h user=u password=pw dbname=d', ['pw']],
    ['Authorization: Bearer abcdef123', ['Bearer abcdef123']],
    ['X-Api-Key: sec-ret-1', ['sec-ret-1']],
    ['https://h/x?key=AIzaXX', ['AIzaXX']],
  ])('%s holds a secret', (text, secrets) => {
    expect(secretsInText(text)).toEqual(secrets)
    expect(isSecretText(text)).toBe(true)
  })

  it.each([
    'https://example.com:443/users/@me',
    'git+ssh://git@github.com/x.git',
    'git+https://github.com/a/b.git@v1',
    'https://accounts.google.com/o/oauth2/auth',
    "select * from t where key = 'x'",
    'basic authentication',
    'primary_key=id',
    'postgres://u:$PASSWORD@h',
    'ada@example.com',
    '{"primary_key": "id"}',
    '2001:1234:5678:9abc:def0:1111:2222:3333',
    '00:11:22:33:44:55',
    'at 10:4500:a:b:c of it',
    'fe80:1:2:a:b',
    'aa:11:22:bb:cc:dd',
    '2026:01:02:03:04',
    'arn:aws:iam::123456789012:role/reader',
    'db.example.com:5432:sales:reader:$PGPASSWORD',
  ])('%s holds none', (text) => {
    expect(isSecretText(text)).toBe(false)
  })

  it('an object in JSON holds one when a name in it indicates so', () => {
    expect(isSecretText('{"type": "x", "auth": [{"apiKey": "abc"}]}')).toBe(true)
  })

  it('an entry whose name field indicates a secret is one', () => {
    for (const entry of [
      { name: 'password', value: 'abc' },
      { key: 'X-Api-Key', value: 'abc' },
      { header: 'Authorization', value: 7 },
    ]) {
      expect(isSecretEntry(entry)).toBe(true)
      expect(isSecretText(JSON.stringify([entry]))).toBe(true)
      const settings = { headers: [{ name: 'Accept', value: 'text/csv' }, entry] }
      expect(hideSecrets(settings, [])).toEqual({ headers: [settings.headers[0], { $secret: true }] })
    }
    expect(hideSecrets({ headers: [['X-Api-Key', 'abc']], columns: [['token', 'id']] }, [])).toEqual({
      headers: [{ $secret: true }],
      columns: [['token', 'id']],
    })
    expect(isSecretEntry({ name: 'primary_key', value: 'id' })).toBe(false)
    expect(isSecretEntry({ name: 'password', value: '' })).toBe(false)
  })

  it('are hidden in place', () => {
    expect(hideSecretText('--url=https://u:p@h --token=abc', '…')).toBe('--url=https://u:…@h --token=…')
  })
})

describe('the arguments of a command', () => {
  const command = [
    ...['tap', '--password', 'a b', '--token=x y', '-H', 'X-Api-Key: abcdef', '--verbose', '--config'],
    ...[
      '{"host":"h","password":"p1"}',
      'API_KEY=zzz',
      '--url',
      'https://u:pw@h/',
      '--user',
      'me:pw2',
      '--key-file',
      'k.pem',
    ],
  ]

  it('are shown without their secrets', () => {
    expect(hideCommand(command)).toEqual([
      ...['tap', '--password', '••••••••', '--token=••••••••', '-H', 'X-Api-Key: ••••••••', '--verbose'],
      ...['--config', '{"host":"h","password":"••••••••"}', 'API_KEY=••••••••'],
      ...['--url', 'https://u:••••••••@h/', '--user', 'me:••••••••', '--key-file', 'k.pem'],
    ])
  })

  it('keep their secrets when they come back, even at another position', () => {
    const shown = hideCommand(command)
    expect(mergeCommand(shown, command)).toEqual({ command, missing: [] })
    const moved = ['tap', '--quiet', ...shown.slice(1)]
    expect(mergeCommand(moved, command).command).toEqual(['tap', '--quiet', ...command.slice(1)])
  })

  it('are refused when nothing is stored for a hidden value', () => {
    expect(mergeCommand(['tap', '--password', '••••••••'], null).missing).toEqual([2])
  })
})
