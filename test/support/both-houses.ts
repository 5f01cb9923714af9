import { type TestContext, test } from 'node:test'
import { databaseKinds } from './databases.ts'
import { openHouse, type TestHouse } from './house.ts'

/** The same test in a whole house on SQLite and in one on PostgreSQL, at a moment that the test moves. */
export function testHouseOnBoth(
  title: string,
  run: (house: TestHouse, clock: { now: string }, t: TestContext) => Promise<void>,
  environment: Readonly<Record<string, string>> = {},
): void {
  for (const kind of databaseKinds) {
    test(`${title} (${kind})`, async (t) => {
      const clock = { now: '2026-03-02T09:00:00.000Z' }
      await run(await openHouse(t, { kind, environment, now: () => clock.now }), clock, t)
    })
  }
}
