import { migratedDatabase } from '../../../../test/support/migrated.ts'
import type { DatabaseKind } from '../../database/migrating.ts'
import { openDatabase } from '../../database/open-database.ts'
import type { OpenEngine } from '../contract/engine.ts'
import { openTaskHouse } from '../contract/house.ts'
import { migrations } from '../migrations/line.ts'
import type { Worker } from '../worker.ts'

/** The engine of the house on an empty database of one kind, or on one that is given. */
export const openEngineOn =
  (kind: DatabaseKind): OpenEngine =>
  async (t, tasks, { now, url: given } = {}) => {
    const workers: Worker[] = []
    let close = async (): Promise<void> => {}
    // Before the database is made, because what is told first is done first, and it must not go while workers use it.
    t.after(async () => {
      await Promise.all(workers.map((worker) => worker.stop(0)))
      await close()
    })
    const url = given ?? (await migratedDatabase(t, kind, [migrations]))
    const database = await openDatabase(url, 'web')
    close = database.close
    const house = openTaskHouse(database, tasks, now)
    const start: typeof house.start = async (options) => {
      const worker = await house.start(options)
      workers.push(worker)
      return worker
    }
    return { ...house, start, url }
  }
