import { setTimeout as sleep } from 'node:timers/promises'
import { openHouse } from '../../../compose.ts'
import { readConfig } from '../../../config.ts'
import { allSchedules, allTasks, migrationLines } from '../../../parts.ts'
import { migrateUp } from '../../database/migrating.ts'
import { startWorker } from '../../tasks/worker.ts'
import { listMail } from '../queries.ts'
import { sendAgain } from '../sending.ts'

// A process that writes letters and sends them until somebody kills it; half of its transactions are rolled back. The cause
// of a letter is an entry of the log in the same transaction, so that whoever looks afterwards can compare. With `drain` it
// only sends what is left, and waits for no backoff.

const isDraining = process.argv[2] === 'drain'
const { platform } = await openHouse(readConfig(process.env), 'worker')
const { db, database } = platform
await migrateUp(db, database.kind, migrationLines)
await startWorker({
  platform,
  tasks: await allTasks(),
  schedules: await allSchedules(),
  log: platform.log,
  isOnly: true,
})
process.stdout.write('ready\n')

for (let n = 0; ; n++) {
  if (isDraining) await hurry()
  else await writeOne(`cause ${process.pid}-${n}`)
  await sleep(isDraining ? 300 : Math.random() * 15)
}

/** A letter whose worker was killed three times in a row is given up, and told as failed: an administrator sends it again. */
async function hurry(): Promise<void> {
  for (const { id } of (await listMail(db, { state: 'failed' })).items) await sendAgain(platform, id, 'dora')
  await db.updateTable('tasks_jobs').set({ run_at: platform.now() }).where('state', '=', 'queued').execute()
}

async function writeOne(subject: string): Promise<void> {
  const isKept = Math.random() < 0.5
  const rolledBack = new Error('rolled back')
  const work = db.transaction().execute(async (tx) => {
    await platform.mail.send(tx, { to: 'ada@lyceum.test', subject, text: 'x', kind: 'test.cause' })
    await platform.activity.record(tx, { actor: 'test', action: 'test.cause', message: subject })
    if (!isKept) throw rolledBack
  })
  await work.catch((error: unknown) => {
    if (error !== rolledBack) throw error
  })
}
