import { setTimeout as sleep } from 'node:timers/promises'
import { openClock } from '../../clock.ts'
import { openDatabase } from '../open-database.ts'

/** A process whose machine is an hour ahead: `node wrong-clock.ts URL` says what time it takes it to be. */
const right = Date.now
Date.now = () => right() + 3_600_000
const database = await openDatabase(process.argv[2] ?? '', 'worker')
const now = openClock({ devClock: undefined }, database)
const first = Date.parse(now())
while (Math.abs(Date.parse(now()) - first) < 1_800_000) await sleep(5)
console.log(now())
await database.close()
