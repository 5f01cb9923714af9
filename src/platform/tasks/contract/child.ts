import { openDatabase } from '../../database/open-database.ts'
import { childTasks, good, heardAfterCommit } from './child-tasks.ts'
import { submit } from './engine.ts'
import { openTaskHouse } from './house.ts'

/** A process of its own for tests that kill: `node child.ts work|submit URL [leaseMs]`. Says what it did line by line. */
const [mode, url = '', leaseMs = '60000'] = process.argv.slice(2)
const database = await openDatabase(url, 'worker')
const house = openTaskHouse(database, childTasks, undefined, heardAfterCommit)

if (mode === 'work') {
  await house.start({ leaseMs: Number(leaseMs) })
  console.log('ready')
  setInterval(() => {}, 60_000)
} else {
  for (;;) {
    const { id } = await submit(house, good, null)
    console.log(id)
  }
}
