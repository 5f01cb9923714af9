/** Receives and records one file after the other, and says so, until it is killed: `receive-forever.ts STORE_MODULE PLACE DATABASE_URL`. */
import { randomBytes } from 'node:crypto'
import { openDatabase } from '../../database/open-database.ts'
import { openStoreFrom } from './store-module.ts'

const [module = '', place = '', url = ''] = process.argv.slice(2)
const files = await openStoreFrom(module, JSON.parse(place))
const { db } = await openDatabase(url, 'worker')

async function* pieces(): AsyncGenerator<Buffer> {
  const count = 20 + Math.floor(Math.random() * 60)
  for (let n = 0; n < count; n++) yield randomBytes(16_384)
}

for (;;) {
  const blob = await files.receive(pieces(), { maxBytes: 1e9 })
  await db
    .transaction()
    .execute((tx) =>
      files.record(tx, blob, { name: 'x', mediaType: 'a/b', dataType: 'test/x', ownerId: null, origin: 'upload' }),
    )
  process.stdout.write('recorded\n')
}
