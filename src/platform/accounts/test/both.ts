import { type TestContext, test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { openSmallHouse, type SmallHouse, type SmallHouseOptions } from './support.ts'

/** The same test in a house on SQLite and in one on PostgreSQL. */
export function testInBoth(
  title: string,
  run: (house: SmallHouse, t: TestContext) => Promise<void>,
  options: SmallHouseOptions = {},
): void {
  for (const kind of databaseKinds) {
    test(`${title} (${kind})`, async (t) => run(await openSmallHouse(t, { ...options, kind }), t))
  }
}
