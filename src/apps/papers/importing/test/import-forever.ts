import { openImportHouse } from './import-house.ts'

/** A process to be killed: a house with a worker, on the database and folder it is given. */
const [url = '', folder = ''] = process.argv.slice(2)
const house = await openImportHouse(url, folder)
await house.startWorker({ leaseMs: 1_000 })
process.send?.('ready')
setInterval(() => {}, 60_000)
