/** Restores a backup over an instance, to be killed meanwhile: `restore-once.ts INSTANCE FILE [DATABASE_URL]`. */
import { restore } from '../restoring.ts'
import { configOf, lines } from './small-house.ts'

const [folder = '', file = '', url] = process.argv.slice(2)
const now = () => new Date().toISOString()
process.stdout.write('restoring\n')
await restore(configOf(folder, url), { file, replace: true, lines, now, by: 'cli' })
