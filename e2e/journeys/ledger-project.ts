import { makeWheel } from '../../server/test/plugins/support/wheel.ts'

/** Packages of an extractor that continues from its bookmark, a mapper and a loader, in pure Python. */
export function makeLedgerPackages(folder: string): void {
  makeWheel(folder, {
    ...{ name: 'tap-ledger', version: '1.0', program: 'tap-ledger', head: 'import argparse, json' },
    main: `
p = argparse.ArgumentParser()
for option in ('--config', '--catalog', '--state'):
    p.add_argument(option)
p.add_argument('--discover', action='store_true')
a = p.parse_args()
schema = {'type': 'object', 'properties': {'id': {'type': 'integer'}, 'text': {'type': 'string'}}}
if a.discover:
    metadata = [{'breadcrumb': [], 'metadata': {'inclusion': 'available', 'selected': True, 'table-key-properties': ['id']}}]
    stream = {'tap_stream_id': 'entries', 'stream': 'entries', 'schema': schema, 'key_properties': ['id'],
              'replication_key': 'id', 'replication_method': 'INCREMENTAL', 'metadata': metadata}
    print(json.dumps({'streams': [stream]}))
    return
config = json.load(open(a.config))
state = json.load(open(a.state)) if a.state else {}
last = state.get('bookmarks', {}).get('entries', {}).get('id', 0)
print(json.dumps({'type': 'SCHEMA', 'stream': 'entries', 'schema': schema, 'key_properties': ['id']}))
for line in open(config['ledger']):
    if int(line) > last:
        last = int(line)
        print(json.dumps({'type': 'RECORD', 'stream': 'entries', 'record': {'id': last, 'text': config['label']}}))
print(json.dumps({'type': 'STATE', 'value': {'bookmarks': {'entries': {'id': last}}}}))
`.trim(),
  })
  makeWheel(folder, {
    ...{
      name: 'mapper-ledger',
      version: '1.0',
      program: 'mapper-ledger',
      head: 'import argparse, json, sys',
    },
    main: `
p = argparse.ArgumentParser()
p.add_argument('--config')
config = json.load(open(p.parse_args().config))
for line in sys.stdin:
    message = json.loads(line)
    if message['type'] == 'RECORD':
        message['record']['text'] = config['prefix'] + message['record']['text']
    print(json.dumps(message), flush=True)
`.trim(),
  })
  makeWheel(folder, {
    ...{
      name: 'target-ledger',
      version: '1.0',
      program: 'target-ledger',
      head: 'import argparse, json, sys',
    },
    main: `
p = argparse.ArgumentParser()
p.add_argument('--config')
config = json.load(open(p.parse_args().config))
state = None
with open(config['file'], 'a') as out:
    for line in sys.stdin:
        message = json.loads(line)
        if message['type'] == 'RECORD':
            print(json.dumps(message['record']), file=out)
        if message['type'] == 'STATE':
            state = message['value']
if state is not None:
    print(json.dumps(state), flush=True)
`.trim(),
  })
}

/** The team's additions to the `meltano.yml` from `meltano init`, which has the environments dev, staging and prod. */
export const PROJECT = (packages: string): string => `
plugins:
  extractors:
  - name: tap-ledger
    namespace: tap_ledger
    pip_url: ${packages}/tap_ledger-1.0-py3-none-any.whl
    executable: tap-ledger
    capabilities: [catalog, discover, state]
    settings:
    - name: ledger
    - name: label
    config:
      ledger: $MELTANO_PROJECT_ROOT/ledger.txt
      label: of $LEDGER_OWNER
  mappers:
  - name: mapper-ledger
    namespace: mapper_ledger
    pip_url: ${packages}/mapper_ledger-1.0-py3-none-any.whl
    executable: mapper-ledger
    mappings:
    - name: prefixed
      config:
        prefix: m-
  loaders:
  - name: target-ledger
    namespace: target_ledger
    pip_url: ${packages}/target_ledger-1.0-py3-none-any.whl
    executable: target-ledger
    settings:
    - name: file
    config:
      file: $MELTANO_PROJECT_ROOT/out.jsonl
jobs:
- name: ledger
  tasks:
  - tap-ledger prefixed target-ledger
schedules:
- name: ledger-nightly
  interval: 30 2 * * *
  job: ledger
`

/** Two environments of the file from `meltano init`, each with its own variable. */
export const withOwners = (made: string): string =>
  made.replaceAll(
    /^- name: (dev|prod)$/gm,
    (line, name: string) => `${line}\n  env:\n    LEDGER_OWNER: ${name}`,
  )
