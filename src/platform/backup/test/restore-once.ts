/** Restores a backup over an instance, to be killed meanwhile: `restore-once.ts INSTANCE FILE`. */
import { readConfig } from '../../../config.ts'
import { restore } from '../restoring.ts'
import { lines } from './small-house.ts'

const [folder = '', file = ''] = process.argv.slice(2)
const now = () => new Date().toISOString()
process.stdout.write('restoring\n')
await restore(readConfig({ LYCEUM_INSTANCE: folder }), { file, replace: true, lines, now, by: 'cli' })
