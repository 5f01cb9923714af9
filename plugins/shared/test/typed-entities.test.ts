import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTypedEntities } from '../typed-entities.ts'

const fileOf = (contentType: string, text: string) => ({
  name: 'file',
  contentType,
  stream: () => [Buffer.from(text)],
})

test('RUN-7.3 entities of a table get their types where its origin names metadata, and stay text where it does not', async () => {
  const table = fileOf('text/csv', 'ID,years\na,1990;1991\nb,\n')
  const metadata = fileOf('application/json', '[{"ID":"years","type":"integer","multiple":true}]')
  const open = async (url: string) => (url === 'http://x/metadata' ? metadata : assert.fail(url))

  assert.deepEqual(await readTypedEntities({ ...table, attributeMetadataUrl: 'http://x/metadata' }, open), [
    { ID: 'a', years: new Set([1990, 1991]) },
    { ID: 'b', years: new Set() },
  ])
  assert.deepEqual((await readTypedEntities({ ...table, attributeMetadataUrl: null }, open))[0], {
    ID: 'a',
    years: '1990;1991',
  })
})
