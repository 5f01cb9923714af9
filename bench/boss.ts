import { PgBoss } from 'pg-boss'

export const queueName = 'bench'

/** pg-boss as its documentation recommends it for many jobs a second: batches, and NOTIFY instead of polling. */
export async function openBoss(url: string): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString: url, useListenNotify: true, schedule: false, supervise: false })
  boss.on('error', (error) => console.error(error))
  await boss.start()
  await boss.createQueue(queueName, { notify: true })
  return boss
}
