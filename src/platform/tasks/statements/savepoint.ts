import { sql } from 'kysely'
import type { Db } from '../../database/tables.ts'

/** A piece of a transaction that can fail alone: what it wrote is taken back, and the error goes on. */
export async function inSavepoint<Result>(tx: Db, work: () => Promise<Result>): Promise<Result> {
  await sql`savepoint one_step`.execute(tx)
  try {
    const result = await work()
    await sql`release savepoint one_step`.execute(tx)
    return result
  } catch (error) {
    await sql`rollback to savepoint one_step`.execute(tx)
    await sql`release savepoint one_step`.execute(tx)
    throw error
  }
}
