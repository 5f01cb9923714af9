import { openClock } from '../../clock.ts'
import { databaseFailure } from '../../database/failures.ts'
import { openDatabase } from '../../database/open-database.ts'
import { childTasks, good, heardAfterCommit, hourly } from './child-tasks.ts'
import { submit } from './engine.ts'
import { openTaskHouse } from './house.ts'

/** A process of its own for tests that kill: `node child.ts work|submit|keys URL [leaseMs]`. Says what it did line by line. */
const [mode, url = '', leaseMs = '60000'] = process.argv.slice(2)
/** What each of several processes asks for at once. */
const keys = 50
const submitsPerKey = 16
const database = await openDatabase(url, 'worker')
const devClock = process.env.LYCEUM_TEST_CLOCK
const house = openTaskHouse(database, childTasks, openClock({ devClock }, database), heardAfterCommit)

if (mode === 'work') {
  await house.start({ leaseMs: Number(leaseMs), schedules: devClock ? [hourly] : [] })
  console.log('ready')
  setInterval(() => {}, 60_000)
} else if (mode === 'keys') {
  const asked = Array.from({ length: keys * submitsPerKey }, async (_, n) => {
    const uniqueKey = `key ${n % keys}`
    const { id, created } = await patiently(() => submit(house, good, null, { uniqueKey }))
    console.log(`${uniqueKey}/${id}/${created}`)
  })
  await Promise.all(asked)
  await database.close()
} else {
  for (;;) {
    const { id } = await submit(house, good, null)
    console.log(id)
  }
}

/** Asks again where the database was busy, as people do. */
async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!databaseFailure(error)) throw error
    }
  }
}
