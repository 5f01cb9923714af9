import { openDatabase } from '../../src/platform/database/open-database.ts'
import { parseAllowList } from '../../src/platform/http/addresses.ts'
import { databaseLedger } from '../../src/platform/http/host-ledger.ts'
import { openHttp } from '../../src/platform/http/http.ts'
import { databaseRobotsCache } from '../../src/platform/http/robots-cache.ts'

// Another process of the house: `node polite-asker.ts DATABASE URL INTERVAL` asks a server again and again, politely, until
// it is ended. A process that dies keeps its place for a second.

const [databaseUrl = '', url = '', interval = ''] = process.argv.slice(2)
const database = await openDatabase(databaseUrl, 'worker')
const now = (): string => new Date().toISOString()
const { host } = new URL(url)
const http = openHttp({
  allow: parseAllowList([host]),
  isDevelopment: false,
  identity: () => ({ version: '1.2.3', project: 'https://example.org/group', contact: 'group@example.org' }),
  ledger: databaseLedger(database, now),
  robots: databaseRobotsCache(database),
  log: { debug: () => {}, info: () => {}, warn: () => {} },
  now,
  leaseMs: 1_000,
})
const pace = { concurrency: 1, minIntervalMs: Number(interval), jitter: 0 }
process.stdout.write('asking\n')
for (;;) await http.request('test', { url, politeness: { pace, robots: false, waitMs: 60_000 } })
