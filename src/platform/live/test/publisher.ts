import { openDatabase } from '../../database/open-database.ts'
import { openLive } from '../open-live.ts'

/** Another process of the house: `node publisher.ts URL TOPIC…` publishes each topic twenty times and says what it heard. */
const [url = '', ...topics] = process.argv.slice(2)
const database = await openDatabase(url, 'worker')
const live = openLive(database)
const heard: string[] = []
live.subscribe(topics, (topic) => heard.push(topic))
for (const topic of topics) for (let n = 0; n < 20; n++) live.publish(topic)
await new Promise((resolve) => setTimeout(resolve, 300))
live.close()
await database.close()
console.log(JSON.stringify(heard))
